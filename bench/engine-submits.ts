import { setTimeout as pause } from 'node:timers/promises';
import { type DashscopeSimulator, startDashscopeSimulator } from '@rivya/simulator';
import { openDiskFloor } from './disk-floor.ts';
import { makeKeys, startRivya, textIn } from './rivya-server.ts';
import type { Staged } from './stage.ts';
import { callTimed, nowMs } from './timed-call.ts';

/** One task; times in milliseconds. */
export type SubmitTimes = {
  /** From the create's request to its answer at the client. */
  readonly create: number;
  /** From that answer to the submit at the upstream; below 0 when the submit was there first. */
  readonly submit: number;
  /** From the create's request to the submit at the upstream. */
  readonly both: number;
  /** One commit on the same disk by nobody but itself, just before. */
  readonly commitAlone: number;
};

const WARM_UP_TASKS = 20;
const TASKS = 150;
/** Between two tasks, so that the pace of 5 submits a second never holds one back, and never in step with a timer. */
const PAUSE_MS = { min: 200, max: 260 };
const BODY = { model: 'wan-2-7-image', prompt: 'A teapot on a shelf', params: { resolution: '1K' } };

/**
 * How soon a task is bought by a server with nothing else to do: the built server with its default limits, one task at a
 * time, and a simulated upstream in this process, which refuses each submit (moderation), so that the task ends at once.
 */
export async function measureSubmits(staged: Staged): Promise<readonly SubmitTimes[]> {
  const floor = openDiskFloor();
  const upstream = await startDashscopeSimulator({ now: nowMs });
  upstream.inject('submit', { kind: 'error', code: 'DataInspectionFailed' }, WARM_UP_TASKS + TASKS);
  const rivya = await startRivya(staged, { upstream });
  try {
    const [key = { secret: '' }] = await makeKeys(rivya, 1);
    const target = { url: `${rivya.url}/api/v1/generations`, key: key.secret, upstream };
    const times: SubmitTimes[] = [];
    for (let count = 0; count < WARM_UP_TASKS + TASKS; count += 1) {
      const commitAlone = floor.commit();
      await pause(PAUSE_MS.min + Math.random() * (PAUSE_MS.max - PAUSE_MS.min));
      times.push({ ...(await submitOnce(target)), commitAlone });
    }
    return times.slice(WARM_UP_TASKS);
  } finally {
    await rivya.stop();
    await upstream.close();
    floor.close();
  }
}

type Target = { readonly url: string; readonly key: string; readonly upstream: DashscopeSimulator };

async function submitOnce({ url, key, upstream }: Target): Promise<Omit<SubmitTimes, 'commitAlone'>> {
  const submitsBefore = upstream.submits().length;
  const sentAtMs = nowMs();
  const created = await callTimed(url, key, BODY);
  const ended = await callTimed(`${url}/${textIn(created.body, 'id')}?wait=60`, key);
  const [submit, ...others] = upstream.submits().slice(submitsBefore);
  if (textIn(ended.body, 'status') !== 'failed' || submit === undefined || others.length > 0) {
    throw new Error(`a task was not submitted once and refused: ${JSON.stringify(ended.body)}`);
  }
  return { create: created.atMs - sentAtMs, submit: submit.atMs - created.atMs, both: submit.atMs - sentAtMs };
}
