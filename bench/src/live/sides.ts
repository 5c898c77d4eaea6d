import { installPeers } from '../process/install-peers.ts';
import { type BenchProcess, startProcess } from '../process/start-process.ts';

export interface Serving {
  readonly port: number;
}

export const startGatewaySide = () =>
  startProcess<Serving>({
    ...{ name: 'gateway', module: new URL('./serve-gateway.js', import.meta.url), settings: {} },
  });

export const startStockSide = () => {
  const peers = installPeers('live', { 'graphql-ws': '6.4.2', ws: '8.23.0', graphql: '16.15.0' });
  const module = new URL('./serve-stock.js', import.meta.url);
  return startProcess<Serving>({ name: 'graphql-ws', module, settings: { peers } });
};

export const startListeners = (port: number, sockets: number, queries: readonly string[]) =>
  startProcess({
    ...{ name: 'listeners', module: new URL('./listen.js', import.meta.url) },
    settings: { port, sockets, queries },
  });

/** What a process holds once nothing has changed for a while. */
export async function settledMemory(side: BenchProcess) {
  let memory = await side.ask<{ heap: number; external: number; resident: number }>('memory');
  for (let times = 0; times < 5; times += 1) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    memory = await side.ask('memory');
  }
  return memory;
}
