import { describeCarrier } from './carrier-contract.ts';
import { createInProcessCarrier } from './in-process.ts';

const seed = Number(process.env.LASTMILE_SEED ?? Math.floor(Math.random() * 2 ** 31));

describeCarrier('in process', async () => {
  const carrier = createInProcessCarrier({ shuffleSeed: seed });
  return {
    carrierFor: () => carrier,
    processArguments: ['in-process'],
    kills: { rounds: 8, aliveMs: 500 },
    close: () => carrier.close(),
    note: `streams interleaved with seed ${seed}`,
  };
});
