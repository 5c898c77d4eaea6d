import type { Place } from './balance-connections.ts';
import type { Network } from './network.ts';
import { type ComposeFile, oneShots } from './read-compose.ts';
import type { Service } from './read-service.ts';
import { namesIn } from './rewrite-names.ts';

export interface PlannedService {
  readonly service: Service;
  /** Ends by itself; others wait for that. */
  readonly once: boolean;
  /** One per replica. */
  readonly addresses: readonly string[];
  /** Where the service is reached under its name: its replica's address, or with several one that goes round them. */
  readonly address: string;
  /** Ports that settings of the file name it with. */
  readonly ports: readonly number[];
}

/** Gives every replica an address. `replicas` counts for all processes that stay; without it the file does. */
export function planRun(
  file: ComposeFile,
  network: Network,
  replicas?: number,
): ReadonlyMap<string, PlannedService> {
  const ending = oneShots(file);
  const named = portsByName(file);
  return new Map(
    [...file.ours.values()].map((service) => {
      const once = ending.has(service.name);
      const count = once ? 1 : (replicas ?? service.replicas);
      const addresses = Array.from({ length: count }, () => network.next());
      const address = count > 1 ? network.next() : (addresses[0] ?? '');
      return [
        service.name,
        { service, once, addresses, address, ports: [...(named.get(service.name) ?? [])] },
      ];
    }),
  );
}

export function placesOf(planned: PlannedService | undefined, port: number): Place[] {
  return (planned?.addresses ?? []).map((host) => ({ host, port }));
}

function portsByName({ ours }: ComposeFile): ReadonlyMap<string, ReadonlySet<number>> {
  const ports = new Map<string, Set<number>>();
  for (const { environment } of ours.values()) {
    for (const { name, port } of Object.values(environment).flatMap(namesIn)) {
      ports.set(name, (ports.get(name) ?? new Set()).add(port));
    }
  }
  return ports;
}
