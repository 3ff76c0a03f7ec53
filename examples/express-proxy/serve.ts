import { createServer } from 'node:http';
import { rivyaProxy } from './rivya-proxy.ts';

// node serve.ts [PORT]
const { RIVYA_URL: rivyaUrl = 'http://127.0.0.1:8787', RIVYA_API_KEY: apiKey } = process.env;
if (apiKey === undefined) {
  console.error('Set RIVYA_API_KEY to an API key of your Rivya server.');
  process.exit(2);
}

const MOUNT = '/rivya';
const proxy = rivyaProxy({
  rivyaUrl,
  apiKey,
  // Everybody is let in here, by address. Put the user of your session in its place.
  userOf: (request) => request.socket.remoteAddress,
  callsPerMinute: 120,
  picturesPerHour: 20,
});

// What `app.use('/rivya', proxy)` does in Express.
const server = createServer((request, response) => {
  const { url = '' } = request;
  const next = () => void response.writeHead(404).end();
  if (!url.startsWith(`${MOUNT}/`)) return next();
  request.url = url.slice(MOUNT.length);
  proxy(request, response, next);
});
server.listen(Number(process.argv[2] ?? 3000), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : '';
  console.log(`proxy at http://127.0.0.1:${port}${MOUNT}`);
});
