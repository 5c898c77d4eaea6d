import { mapEvents } from '@lastmile/federation/live/map-events';
import type { Source, SourceResult } from '@lastmile/federation/source/source';
import { startTestGateway } from '@lastmile/gateway/testing-gateway';
import { buildSchema, execute, parse } from 'graphql';
import { serveParent } from '../process/serve-parent.ts';
import { Feed, feedTypes, gatewaySdl, type Step } from './the-feed.ts';

/** The house's gateway over one subgraph in its own process. */
serveParent(async () => {
  const feed = new Feed();
  let executions = 0;
  const schema = buildSchema(`${feedTypes} type Subscription { stepped(after: ID): Step! }`);
  const source: Source = {
    execute: async () => ({ data: { now: 1 } }),
    subscribe: async ({ document, variables }) => {
      const parsed = parse(document);
      return mapEvents<Step, SourceResult>(feed.listen(true), undefined, async (step) => {
        if (step.change !== 'SUBSCRIBED') executions += 1;
        const result = await execute({
          ...{ schema, document: parsed, variableValues: variables },
          rootValue: { stepped: step },
        });
        const { cursor, change } = step;
        return { ...(result as SourceResult), extensions: { cursor, change } };
      });
    },
  };
  const many = '1000000';
  const gateway = await startTestGateway(
    {
      // All clients are one machine.
      GATEWAY_SOCKETS_PER_ADDRESS_MAX: many,
      GATEWAY_RATE_ADDRESS: many,
    },
    { sdl: gatewaySdl, source },
  );
  return {
    ready: { port: Number(new URL(gateway.url).port) },
    answers: {
      step: (lines: number) => feed.step(lines),
      executions: () => executions,
      upstreams: () => feed.listeners,
    },
    stop: () => gateway.stop(),
  };
});
