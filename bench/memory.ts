import { judged, median, printTable } from './figures.ts';
import { type Picture, paddedPicture, picturesOfFiftyMegapixels } from './pictures.ts';
import { rssBytes, watchPeak } from './process-figures.ts';
import { CREATE_BODY } from './requests.ts';
import { callJson, type Key, makeKeys, startRivya } from './rivya-server.ts';
import type { Staged } from './stage.ts';
import { startUpload, type Upload } from './upload.ts';

const MB = 2 ** 20;
const SETTLE_MS = 3_000;
const UPLOAD_BYTES = 20 * MB;
const AT_ONCE = 8;
const UPLOADS_IN_A_ROW = 6;
const ROUNDS = 3;

type Row = readonly string[];
type Server = { readonly pid: number; readonly url: string; readonly key: Key; readonly idleBytes: number };

/** What the built server holds when nothing happens, while it receives files and while it proves them readable. */
export async function benchMemory(staged: Staged): Promise<void> {
  const rows: Row[] = [];
  const rates: Row[] = [];
  await withServer(staged, async (server) => {
    rows.push([
      'idle, after one create; no painter thread',
      ...inMb(server.idleBytes),
      ...limit(server.idleBytes, 125),
    ]);
    rows.push(await receiving(server));
  });
  await withServer(staged, async (server) => void rates.push(...(await uploadRates(server))));
  for await (const picture of picturesOfFiftyMegapixels()) {
    await withServer(staged, async (server) => void rows.push(await proving(server, picture)));
  }
  printTable(
    'memory: resident set of the server process, MB = 2^20 bytes. Peaks are above its own idle size before.',
    ['', 'MB', 'target', 'reached'],
    rows,
  );
  printTable(
    `uploads: ${UPLOAD_BYTES / MB} MB files, from the first byte to the 201 with the picture proven readable.`,
    ['', 'MB/s'],
    rates,
  );
}

/** Runs the work against a fresh server that has settled and answered one request. */
async function withServer(staged: Staged, work: (server: Server) => Promise<void>): Promise<void> {
  const child = await startRivya(staged);
  const [key = { secret: '' }] = await makeKeys(child, 1);
  await callJson(`${child.url}/api/v1/generations`, key.secret, CREATE_BODY);
  await pause(SETTLE_MS);
  try {
    await work({ pid: child.pid, url: child.url, key, idleBytes: rssBytes(child.pid) });
  } finally {
    await child.stop();
  }
}

/** All files are on their way at once, and none may end before all but its last bytes of each have arrived. */
async function receiving({ pid, url, key, idleBytes }: Server): Promise<Row> {
  const picture = await paddedPicture(UPLOAD_BYTES);
  const peak = watchPeak(pid);
  const uploads = Array.from({ length: AT_ONCE }, () => startUpload({ url, key, picture, isHeldBack: true }));
  await Promise.all(uploads.map(({ isAllSent }) => isAllSent));
  await pause(500);
  const above = peak.stop() - idleBytes;
  await finish(uploads);
  return [`receiving ${AT_ONCE} × 20 MB at once, above idle`, ...inMb(above), ...limit(above, 60)];
}

/** Eight at once; the proofs run as the server lets them. */
async function proving({ pid, url, key, idleBytes }: Server, picture: Picture): Promise<Row> {
  const peak = watchPeak(pid);
  const startedAtMs = performance.now();
  await finish(Array.from({ length: picture.count }, () => startUpload({ url, key, picture, isHeldBack: false })));
  const seconds = (performance.now() - startedAtMs) / 1000;
  const above = peak.stop() - idleBytes;
  const size = (picture.bytes.length / MB).toFixed(1);
  const what = `proving ${picture.count} × 50 megapixels at once, ${picture.name} (${size} MB each), above idle`;
  return [`${what}; ${seconds.toFixed(1)} s`, ...inMb(above), ...limit(above, 450)];
}

async function uploadRates({ url, key }: Server): Promise<readonly Row[]> {
  const picture = await paddedPicture(UPLOAD_BYTES);
  const rateOf = async (clients: number): Promise<number> => {
    const startedAtMs = performance.now();
    const client = async (): Promise<void> => {
      for (let count = 0; count < UPLOADS_IN_A_ROW; count += 1) {
        await finish([startUpload({ url, key, picture, isHeldBack: false })]);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    const bytes = clients * UPLOADS_IN_A_ROW * UPLOAD_BYTES;
    return bytes / MB / ((performance.now() - startedAtMs) / 1000);
  };
  const rows: Row[] = [];
  for (const clients of [1, 4]) {
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rates.push(await rateOf(clients));
    rows.push([clients === 1 ? 'one client' : `${clients} clients`, median(rates).toFixed(0)]);
  }
  return rows;
}

async function finish(uploads: readonly Upload[]): Promise<void> {
  for (const { status, body } of await Promise.all(uploads.map((upload) => upload.finish()))) {
    if (status !== 201) throw new Error(`an upload was answered ${status}: ${body}`);
  }
}

function inMb(bytes: number): [string] {
  return [(bytes / MB).toFixed(0)];
}

function limit(bytes: number, atMost: number): [string, string] {
  return judged(bytes / MB, { atMost, unit: ' MB' });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
