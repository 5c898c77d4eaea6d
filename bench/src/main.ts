import 'reflect-metadata';

type Bench = { run(argv: readonly string[]): Promise<void> };

const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  'federated-query': () => import('./federated-query/run.ts'),
  'event-pipeline': () => import('./event-pipeline/run.ts'),
  'idle-subscribers': () => import('./live/idle-subscribers.ts'),
  'fan-out': () => import('./live/fan-out.ts'),
  'hot-swap': () => import('./live/hot-swap.ts'),
  'gateway-cpu': () => import('./gateways/gateway-cpu.ts'),
  'large-answer': () => import('./gateways/large-answer.ts'),
  'subgraph-down': () => import('./subgraph-down/run.ts'),
  soak: () => import('./soak/run.ts'),
  start: () => import('./start/run.ts'),
};

/** npm run bench -- <name> [--option=number …] */
async function main([name = '', ...argv]: readonly string[]): Promise<void> {
  const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (!bench) {
    console.error(`Say which: npm run bench -- ${Object.keys(benches).join(' | ')}`);
    process.exit(2);
  }
  await (await bench()).run(argv);
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    if (process.env.LASTMILE_DEBUG) console.error(error);
    process.exit(1);
  },
);
