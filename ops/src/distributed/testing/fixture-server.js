// A process of the fixture: answers with who it is, what it was told and what a neighbour says.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';

const { HOST, PORT, NAME, NEIGHBOUR_URL, NOTE_FILE, BROKEN } = process.env;
if (BROKEN) {
  console.error('This fixture is broken');
  process.exit(1);
}
const server = createServer(async (request, response) => {
  if (request.url === '/health/ready') {
    response.writeHead(200).end('ok');
    return;
  }
  const neighbour = NEIGHBOUR_URL ? await (await fetch(NEIGHBOUR_URL)).json() : null;
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({
      name: NAME,
      host: HOST,
      pid: process.pid,
      prepared: existsSync(NOTE_FILE),
      neighbour,
      environment: process.env,
    }),
  );
});
server.on('upgrade', (_, socket) => {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n');
  socket.pipe(socket);
});
server.listen(Number(PORT), HOST);
process.on('SIGTERM', () => {
  console.log('asked to end');
  process.exit(0);
});
