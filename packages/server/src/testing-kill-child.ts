import { TASK_STEPS } from './generations/index.ts';
import { dashscopeOf, startTestServer } from './testing-upstream.ts';

/**
 * A server in a process of its own that ends itself as a power cut would, right after the named step of a task, or never
 * for `none`. Arguments: folder, upstream's base URL, its key, step.
 */
const [, , folder = '', baseUrl = '', key = '', wanted = 'none'] = process.argv;
const step = TASK_STEPS.find((one) => one === wanted);
if (step === undefined && wanted !== 'none') throw new Error(`There is no step ${wanted}.`);

const server = await startTestServer({
  folder,
  offersOf: dashscopeOf({ baseUrl, key, submitTimeoutMs: 2_000 }),
  timeouts: { looksMs: [50, 200, 500], submitMsMax: 3_000 },
  onStep: (now) => {
    if (now === step) process.kill(process.pid, 'SIGKILL');
  },
});
process.stdout.write(`${server.url}\n`);
