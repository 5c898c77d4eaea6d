import { createServer } from 'node:http';
import { closeServer, listen } from '@lastmile/http/listen';
import { answerToy } from '../gateways/answer-toy.ts';
import { serveParent } from '../process/serve-parent.ts';

/** `down` refuses connections; `frozen` takes them and never answers. */
export type Health = 'up' | 'down' | 'frozen';

/** One of the toy subgraphs, in a process of its own, that is as well as it is told to be. */
serveParent<{ name: string }>(async ({ name }) => {
  const answer = answerToy(name);
  let health: Health = 'up';
  const server = createServer((request, response) => {
    if (health === 'up') void answer(request, response);
  });
  const place = new URL(await listen(server, { host: '127.0.0.1', port: 0 }));
  place.hostname = '127.0.0.1';
  const be = async (next: Health) => {
    health = next;
    server.closeAllConnections();
    if (next === 'down') await closeServer(server, 0);
    else if (!server.listening) await listen(server, { host: '127.0.0.1', port: Number(place.port) });
    return Date.now();
  };
  return { ready: { url: place.origin }, answers: { be }, stop: () => closeServer(server, 0) };
});
