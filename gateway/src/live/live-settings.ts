import { type Environment, readSettings } from '@lastmile/kernel/settings';
import { z } from 'zod';

/** Bounds of sockets and event streams. */
export interface LiveSettings {
  /** Sockets and event streams of one signed-in user, and of one address. */
  readonly perUserMax: number;
  /** Those of one partner, which has many machines. */
  readonly perPartnerMax: number;
  readonly perAddressMax: number;
  readonly subscriptionsPerSocketMax: number;
  /** Of what a client sends. */
  readonly frameBytesMax: number;
  /** What may wait for a client that does not read; beyond it the client is cut. */
  readonly bufferBytesMax: number;
  readonly initTimeoutMs: number;
  /** Between two pings; a socket that answers none in this time is cut. */
  readonly pingMs: number;
}

const count = z.coerce.number().int().min(1);

/** Throws BadSettings, naming every fault at once. */
export function readLiveSettings(env: Environment): LiveSettings {
  const given = readSettings(
    z.object({
      GATEWAY_SOCKETS_PER_USER_MAX: count.default(50),
      GATEWAY_SOCKETS_PER_PARTNER_MAX: count.default(1_000),
      GATEWAY_SOCKETS_PER_ADDRESS_MAX: count.default(1_000),
      GATEWAY_SUBSCRIPTIONS_PER_SOCKET_MAX: count.default(100),
      GATEWAY_SOCKET_FRAME_BYTES_MAX: z.coerce.number().int().min(1_000).default(100_000),
      GATEWAY_SOCKET_BUFFER_BYTES_MAX: z.coerce.number().int().min(10_000).default(1_000_000),
      GATEWAY_SOCKET_INIT_MS: z.coerce.number().int().min(10).default(3_000),
      GATEWAY_SOCKET_PING_MS: z.coerce.number().int().min(10).default(30_000),
    }),
    env,
  );
  return {
    perUserMax: given.GATEWAY_SOCKETS_PER_USER_MAX,
    perPartnerMax: given.GATEWAY_SOCKETS_PER_PARTNER_MAX,
    perAddressMax: given.GATEWAY_SOCKETS_PER_ADDRESS_MAX,
    subscriptionsPerSocketMax: given.GATEWAY_SUBSCRIPTIONS_PER_SOCKET_MAX,
    frameBytesMax: given.GATEWAY_SOCKET_FRAME_BYTES_MAX,
    bufferBytesMax: given.GATEWAY_SOCKET_BUFFER_BYTES_MAX,
    initTimeoutMs: given.GATEWAY_SOCKET_INIT_MS,
    pingMs: given.GATEWAY_SOCKET_PING_MS,
  };
}
