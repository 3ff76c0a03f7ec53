import { randomUUID } from 'node:crypto';
import { checkTimes } from '../faults/check-fields.ts';
import { clearFaults, countStruck, spreadByChance } from '../faults/fault-book.ts';
import { listen } from '../http/listen.ts';
import { Accounts } from './accounts.ts';
import { serveApi } from './api-host.ts';
import { checkRequest } from './check-request.ts';
import { checkFault, openFaultBook } from './faults.ts';
import { type Observer, observe } from './observe.ts';
import { DASHSCOPE_DEFAULTS, type DashscopeOptions } from './options.ts';
import { documented } from './refusal.ts';
import { serveResult } from './result-host.ts';
import { Results } from './results.ts';
import type { DashscopeSimulator, ElsewhereTask, SimTask } from './simulator.ts';
import { sizeOf } from './sizes.ts';
import { type DashscopeState, hostsOf, resultOrigin } from './state.ts';
import { addTask } from './submit-task.ts';
import { Tasks } from './tasks.ts';
import { serveUpload } from './upload-host.ts';
import { Uploads } from './uploads.ts';

/**
 * Starts a simulator of Alibaba Model Studio on 127.0.0.1: the API, the pictures and the uploads each on a port of their
 * own. Rejects when `port` is taken.
 */
export async function startDashscopeSimulator(options: Partial<DashscopeOptions> = {}): Promise<DashscopeSimulator> {
  const closing = new AbortController();
  const state = openState({ ...DASHSCOPE_DEFAULTS, ...options }, closing.signal);
  const { key } = state.accounts.add();
  const hosts = {
    api: await listen((exchange) => serveApi(state, exchange), state.options.port),
    results: await listen((exchange) => serveResult(state, exchange)),
    uploads: await listen((exchange) => serveUpload(state, exchange)),
  };
  state.hosts = hosts;
  const observer = observe(state);
  return {
    baseUrl: `${hosts.api.origin}/api/v1`,
    key,
    resultOrigin: resultOrigin(state),
    uploadOrigin: hosts.uploads.origin,
    set: (settings) => {
      state.options = { ...state.options, ...settings };
    },
    ...accountVerbs(state, key),
    ...taskVerbs(state, key, observer),
    ...faultVerbs(state),
    ...observer.face,
    close: async () => {
      closing.abort();
      await Promise.all(Object.values(hostsOf(state)).map((host) => host.close()));
    },
  };
}

function openState(options: DashscopeOptions, closing: AbortSignal): DashscopeState {
  return {
    options,
    accounts: new Accounts(),
    tasks: new Tasks(),
    results: new Results(),
    uploads: new Uploads(),
    faults: openFaultBook(),
    submits: [],
    requests: new Map(),
    leaks: [],
    closing,
    hosts: undefined,
  };
}

function accountVerbs(
  { accounts }: DashscopeState,
  firstKey: string,
): Pick<DashscopeSimulator, 'addAccount' | 'addKey' | 'disableKey' | 'enableKey'> {
  return {
    addAccount: () => ({ key: accounts.add().key }),
    addKey: (ofKey = firstKey) => ({ key: accounts.addKey(ofKey).key }),
    disableKey: (key, code) => {
      accounts.find(key).refusal = documented(code);
    },
    enableKey: (key) => {
      accounts.find(key).refusal = undefined;
    },
  };
}

function taskVerbs(
  state: DashscopeState,
  firstKey: string,
  observer: Observer,
): Pick<DashscopeSimulator, 'submitElsewhere' | 'finish'> {
  return {
    submitElsewhere: (task = {}) => submitElsewhere(state, { key: firstKey, ...task }, observer),
    finish: (taskId) => {
      const task = state.tasks.find(taskId);
      if (task === undefined) throw new RangeError(`No task ${taskId} in this simulator.`);
      const nowMs = state.options.now();
      task.startsAtMs = Math.min(task.startsAtMs, nowMs);
      task.endsAtMs = Math.min(task.endsAtMs, nowMs);
    },
  };
}

function submitElsewhere(
  state: DashscopeState,
  wanted: ElsewhereTask & { readonly key: string },
  observer: Observer,
): SimTask {
  const { model = 'wan2.7-image-pro', prompt = 'a task of another application', size = '1024*1024', n = 1 } = wanted;
  const seed = wanted.seed === undefined ? {} : { seed: wanted.seed };
  const input = { messages: [{ role: 'user', content: [{ text: prompt }] }] };
  const request = checkRequest({ model, input, parameters: { size, n, ...seed } }, state.options.unknownModel);
  const task = addTask(state, {
    request,
    size: sizeOf(size, { isPro: request.isPro, isSet: false, images: [] }),
    by: state.accounts.find(wanted.key),
    requestId: wanted.requestId ?? randomUUID(),
    isSync: false,
    isElsewhere: true,
  });
  return observer.viewOf(task);
}

function faultVerbs({
  faults,
}: DashscopeState): Pick<DashscopeSimulator, 'inject' | 'injectRandomly' | 'clearFaults' | 'struck'> {
  return {
    inject: (operation, fault, times = 1) => {
      checkFault(fault);
      checkTimes(times);
      faults[operation].add(fault, times);
    },
    injectRandomly: (plan) => {
      for (const { fault } of plan.faults) checkFault(fault);
      spreadByChance(faults, plan);
    },
    clearFaults: () => clearFaults(faults),
    struck: () => countStruck(faults),
  };
}
