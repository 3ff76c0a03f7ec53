import { randomBytes } from 'node:crypto';
import { parseJson } from '../http/read-body.ts';
import { fetchPicture } from '../pictures/fetch-picture.ts';
import { INPUT_BYTES_MAX, inspectInput } from '../wan/inspect-input.ts';
import { type Size, tierSize } from '../wan/tier-size.ts';
import type { KieAccount } from './accounts.ts';
import type { KieCall } from './call.ts';
import { checkBoxes, checkCreate } from './check-input.ts';
import { invalid, refusalOf } from './refusal.ts';
import { creditsLeft, hostsOf, type KieState, priceOf, tasksOf } from './state.ts';
import { type KieTask, newKieTask } from './task.ts';

/** Accepts work or refuses it. Throws a KieRefusal. */
export async function createTask(state: KieState, call: KieCall): Promise<KieTask> {
  const isJson = /^application\/json(;\s*charset=utf-8)?$/i.test(call.headers['content-type'] ?? '');
  const param = call.body.toString('utf8');
  const asked = checkCreate(isJson ? parseJson(param) : undefined);
  const inputs: Size[] = [];
  for (const url of asked.inputUrls) inputs.push(await readInput(state, url));
  checkBoxes(asked.boxes, inputs);
  takePlace(state, call.by.account);
  takeCredits(state, call.by.account, asked.n * priceOf(state, asked.model));

  const last = inputs.at(-1);
  const ratio = last === undefined ? (asked.ratio ?? 1) : last.width / last.height;
  const size = tierSize(asked.resolution, ratio);
  const id = randomBytes(16).toString('hex');
  const outcome = state.faults.outcome.take();
  const task = newKieTask({ id, by: call.by, asked, param, size, outcome }, state.options, state.options.now());
  state.tasks.set(id, task);
  state.callbacks.plan(state, task);
  return task;
}

async function readInput(state: KieState, link: string): Promise<Size> {
  const url = new URL(link);
  const isOwn = Number(url.port) === hostsOf(state).results.port;
  const found = await inspectInput(isOwn ? readOwn(state, url) : await download(state, link));
  if (typeof found === 'string') throw invalid(found);
  return found;
}

function readOwn(state: KieState, url: URL): Uint8Array {
  const file = state.files.find(url.pathname, state.options.now());
  if (file === undefined) throw invalid('The image in input_urls could not be fetched');
  return state.files.read(file);
}

async function download(state: KieState, url: string): Promise<Uint8Array> {
  const fetched = state.options.imageUrls === 'any' ? await fetchPicture(url, INPUT_BYTES_MAX) : 'failed';
  if (typeof fetched === 'string') throw invalid('The image in input_urls could not be fetched');
  return fetched;
}

function takePlace(state: KieState, account: KieAccount): void {
  const nowMs = state.options.now();
  const inProcess = tasksOf(state, account).filter((task) => nowMs < task.endsAtMs).length;
  account.tasksInProcessMax = Math.max(account.tasksInProcessMax, inProcess + 1);
  if (inProcess < state.options.tasksInProcess) return;
  account.refusedForLimits += 1;
  throw refusalOf(429);
}

function takeCredits(state: KieState, account: KieAccount, credits: number): void {
  if (creditsLeft(state, account) < credits) throw refusalOf(402);
}
