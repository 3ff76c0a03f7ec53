/**
 * For tests only, run as a program: what the printed samples use of curl, for machines without it. Ends with 22 when the
 * answer is a refusal, as `curl --fail-with-body` does.
 */
import { openAsBlob, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const STDIN = 0;
const REFUSED = 22;

const headers = new Headers();
const form = new FormData();
const request: { url?: string; method?: string; body?: string; output?: string; isForm: boolean } = { isForm: false };

const args = process.argv.slice(2);
for (let arg = args.shift(); arg !== undefined; arg = args.shift()) await take(arg);

const body = request.isForm ? form : request.body;
const method = request.method ?? (body === undefined ? 'GET' : 'POST');
const response = await fetch(request.url ?? '', { method, headers, ...(body === undefined ? {} : { body }) });
const bytes = new Uint8Array(await response.arrayBuffer());
if (request.output === undefined) process.stdout.write(bytes);
else writeFileSync(request.output, bytes);
if (!response.ok) process.exitCode = REFUSED;

async function take(arg: string): Promise<void> {
  if (!arg.startsWith('-')) request.url = arg;
  else if (arg !== '-s') await takeOption(arg, args.shift() ?? '');
}

async function takeOption(option: string, value: string): Promise<void> {
  switch (option) {
    case '-X':
      request.method = value;
      break;
    case '-H':
      headers.append(value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1).trim());
      break;
    case '-d':
      request.body = value === '@-' ? readFileSync(STDIN, 'utf8') : value;
      break;
    case '-F':
      await takePart(value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1));
      break;
    case '-o':
      request.output = value;
      break;
    default:
      throw new Error(`This stand-in for curl does not know ${option}.`);
  }
}

async function takePart(name: string, value: string): Promise<void> {
  request.isForm = true;
  if (value.startsWith('@')) form.append(name, await openAsBlob(value.slice(1)), basename(value));
  else form.append(name, value);
}
