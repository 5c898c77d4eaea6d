import { writeFileSync } from 'node:fs';
import { strikes, strikesSdl } from '@lastmile/gateway/live/testing-strikes';
import { authSdl, sdlOf, startTestGateway } from '@lastmile/gateway/testing-gateway';
import { serveParent } from '../process/serve-parent.ts';

/** A gateway whose supergraph is replaced by another one, with other fields, each time it is told so. */
serveParent(async () => {
  const clock = strikes();
  const gateway = await startTestGateway(
    { GATEWAY_SOCKETS_PER_ADDRESS_MAX: '1000000', GATEWAY_RATE_ADDRESS: '1000000' },
    { sdl: strikesSdl, source: clock.source },
  );
  const planned = async (field: string): Promise<void> => {
    for (;;) {
      const { status } = await gateway.ask(`{ __type(name: "Strike") { fields { name } } }`);
      const { json } = await gateway.ask(`{ __type(name: "Strike") { fields { name } } }`);
      if (status === 200 && JSON.stringify(json).includes(field)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    ready: { port: Number(new URL(gateway.url).port) },
    answers: {
      swap: async (swap: number) => {
        const field = `more${swap}`;
        const from = performance.now();
        writeFileSync(
          gateway.supergraphPath,
          sdlOf(authSdl, strikesSdl.replace('at: Int', `at: Int ${field}: Int`)),
        );
        await planned(field);
        return performance.now() - from;
      },
      strike: (at: number) => clock.strike(at),
      state: () => ({ upstreams: clock.seen.open }),
    },
    stop: () => gateway.stop(),
  };
});
