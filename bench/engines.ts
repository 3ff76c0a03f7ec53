import { measurePolls, type PollPlan } from './engine-polls.ts';
import { measureResults, noisePng } from './engine-results.ts';
import { measureSubmits } from './engine-submits.ts';
import { judged, percentile, printTable } from './figures.ts';
import type { Staged } from './stage.ts';

type Row = readonly string[];

const AIM = { atMost: 10, unit: ' ms' };
const RESULTS = [
  { name: '1 KB', sizeBytes: 1_024 },
  { name: '5 MB', sizeBytes: 5 * 2 ** 20 },
] as const;
/** Few tasks need many accounts, or it would take an hour until enough of them have ended. */
const POLLS = [
  { accounts: 16, tasksEach: 5 },
  { accounts: 1, tasksEach: 500 },
] as const;

/** What the server adds to the time an engine takes: before the submit, after the bytes, and between two polls. */
export async function benchEngines(staged: Staged): Promise<void> {
  const rows = [...(await submitRows(staged))];
  for (const result of RESULTS) rows.push(...(await resultRows(result)));
  const notes: string[] = [];
  for (const plan of POLLS) {
    const { rows: more, note } = await pollRows(plan);
    rows.push(...more);
    notes.push(note);
  }
  printTable(
    'engines: what the server adds to the time an engine takes. Submits and direct results: one task at a time on an\n' +
      'idle server; aims are for p50. "alone" is what the disk takes without the server, measured between the tasks.\n' +
      `Submits on ${staged.places.kind}; the app of the others runs in this process and always on sqlite.`,
    ['', 'tasks', 'p50 ms', 'p95 ms', 'p99 ms', 'aim', 'reached'],
    rows,
  );
  console.log(notes.join('\n'));
}

async function submitRows(staged: Staged): Promise<readonly Row[]> {
  const times = await measureSubmits(staged);
  return [
    row(
      "submit: from the create's answer to the upstream",
      times.map(({ submit }) => submit),
      AIM,
    ),
    row(
      "  from the create's request to the upstream",
      times.map(({ both }) => both),
    ),
    row(
      "  from the create's request to its answer",
      times.map(({ create }) => create),
    ),
    row(
      '  one commit alone',
      times.map(({ commitAlone }) => commitAlone),
    ),
  ];
}

async function resultRows({ name, sizeBytes }: (typeof RESULTS)[number]): Promise<readonly Row[]> {
  const times = await measureResults(await noisePng(sizeBytes));
  return [
    row(
      `direct result, ${name}: from its bytes to \`succeeded\``,
      times.map(({ seen }) => seen),
      AIM,
    ),
    row(
      '  until it is checked and stored',
      times.map(({ stored }) => stored),
    ),
    row(
      '  from there until its end is committed',
      times.map(({ stored, settled }) => settled - stored),
    ),
    row(
      '  from there until the client has read it',
      times.map(({ settled, seen }) => seen - settled),
    ),
    row(
      '  the same bytes written and synced alone',
      times.map(({ fileAlone }) => fileAlone),
    ),
  ];
}

async function pollRows(plan: PollPlan): Promise<{ rows: readonly Row[]; note: string }> {
  const { accounts, tasksEach } = plan;
  const { times, queries } = await measurePolls(plan);
  const rows = [
    row(
      `polled, ${tasksEach} in process: from its end upstream to the engine`,
      times.map(({ heard }) => heard),
    ),
    row(
      '  to `succeeded`',
      times.map(({ seen }) => seen),
    ),
  ];
  const note =
    `polled, ${tasksEach} in process${accounts === 1 ? '' : ` at each of ${accounts} accounts`}: ` +
    `${queries.perSecond.toFixed(1)} of 20 queries a second used, at most ${queries.perSecondMax} within one second, ` +
    `${queries.refused} refused.`;
  return { rows, note };
}

function row(name: string, values: readonly number[], aim?: { atMost: number; unit: string }): Row {
  const sorted = Float64Array.from(values).sort();
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share));
  const cells = [p50, p95, p99].map((value = Number.NaN) => value.toFixed(value < 100 ? 1 : 0));
  return [name, String(values.length), ...cells, ...(aim === undefined ? ['', ''] : judged(p50 ?? Number.NaN, aim))];
}
