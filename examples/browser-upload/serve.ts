import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import { rivyaProxy } from '../express-proxy/rivya-proxy.ts';

// node serve.ts [PORT]
const { RIVYA_URL: rivyaUrl = 'http://127.0.0.1:8787', RIVYA_API_KEY: apiKey } = process.env;
if (apiKey === undefined) {
  console.error('Set RIVYA_API_KEY to an API key of your Rivya server.');
  process.exit(2);
}

const html = readFileSync(join(import.meta.dirname, 'index.html'));
// The script with the client in it, as any bundler makes it.
const bundle = await build({
  entryPoints: [join(import.meta.dirname, 'page.js')],
  bundle: true,
  minify: true,
  format: 'esm',
  write: false,
});
const script = bundle.outputFiles[0]?.contents;
const proxy = rivyaProxy({
  rivyaUrl,
  apiKey,
  userOf: (request) => request.socket.remoteAddress,
  callsPerMinute: 120,
  picturesPerHour: 20,
});

const server = createServer((request, response) => {
  const { url = '' } = request;
  const notFound = () => void response.writeHead(404).end();
  if (url === '/') return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  if (url === '/page.js') return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
  if (!url.startsWith('/rivya/')) return notFound();
  request.url = url.slice('/rivya'.length);
  return proxy(request, response, notFound);
});
server.listen(Number(process.argv[2] ?? 3000), '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : '';
  console.log(`open http://127.0.0.1:${port}/`);
});
