import { checkFields, checkTimes } from '../faults/check-fields.ts';
import { clearFaults, countStruck, spreadByChance } from '../faults/fault-book.ts';
import { listen } from '../http/listen.ts';
import { KieAccounts } from './accounts.ts';
import { serveKieApi } from './api-host.ts';
import { CallbackDesk } from './callbacks.ts';
import { type KieFaults, openKieFaultBook } from './faults.ts';
import { KieFiles } from './files.ts';
import { observeKie } from './observe.ts';
import { KIE_DEFAULTS, type KieOptions } from './options.ts';
import { refusalOf } from './refusal.ts';
import { serveKieFile } from './result-host.ts';
import type { KieSimulator } from './simulator.ts';
import { creditsSpent, hostsOf, type KieState } from './state.ts';
import { serveKieUpload } from './upload-host.ts';

/**
 * Starts a simulator of kie.ai on 127.0.0.1: the API, the files and the uploads each on a port of their own. Rejects when
 * `port` is taken.
 */
export async function startKieSimulator(options: Partial<KieOptions> = {}): Promise<KieSimulator> {
  const closing = new AbortController();
  const state = openState({ ...KIE_DEFAULTS, ...options }, closing.signal);
  const { key } = state.accounts.add(state.options.credits);
  const hosts = {
    api: await listen((exchange) => serveKieApi(state, exchange), state.options.port),
    results: await listen((exchange) => serveKieFile(state, exchange)),
    uploads: await listen((exchange) => serveKieUpload(state, exchange)),
  };
  state.hosts = hosts;
  return {
    baseUrl: `${hosts.api.origin}/api/v1`,
    uploadBaseUrl: hosts.uploads.origin,
    resultOrigin: hosts.results.origin,
    key,
    set: (settings) => {
      state.options = { ...state.options, ...settings };
    },
    ...accountVerbs(state, key),
    ...faultVerbs(state),
    ...observeKie(state),
    finish: (taskId) => finish(state, taskId),
    close: async () => {
      closing.abort();
      state.callbacks.close();
      await Promise.all(Object.values(hostsOf(state)).map((host) => host.close()));
    },
  };
}

function openState(options: KieOptions, closing: AbortSignal): KieState {
  return {
    options,
    accounts: new KieAccounts(),
    tasks: new Map(),
    files: new KieFiles(),
    faults: openKieFaultBook(),
    creates: [],
    callbacks: new CallbackDesk(),
    sent: [],
    requests: new Map(),
    leaks: [],
    closing,
    hosts: undefined,
  };
}

function finish(state: KieState, taskId: string): void {
  const task = state.tasks.get(taskId);
  if (task === undefined) throw new RangeError(`No task ${taskId} in this simulator.`);
  const nowMs = state.options.now();
  if (nowMs >= task.endsAtMs) return;
  task.endsAtMs = nowMs;
  state.callbacks.send(state, task);
}

type AccountVerbs = Pick<KieSimulator, 'addAccount' | 'addKey' | 'disableKey' | 'enableKey' | 'setCredits'>;

function accountVerbs(state: KieState, firstKey: string): AccountVerbs {
  const { accounts } = state;
  return {
    addAccount: () => ({ key: accounts.add(state.options.credits).key }),
    addKey: (ofKey = firstKey) => ({ key: accounts.addKey(ofKey).key }),
    disableKey: (key, code) => {
      accounts.find(key).refusal = refusalOf(code);
    },
    enableKey: (key) => {
      accounts.find(key).refusal = undefined;
    },
    setCredits: (credits, key = firstKey) => {
      const { account } = accounts.find(key);
      account.credits = credits + creditsSpent(state, account);
    },
  };
}

function faultVerbs({ faults }: KieState): Pick<KieSimulator, 'inject' | 'injectRandomly' | 'clearFaults' | 'struck'> {
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

/** A code nobody documented needs a message; said at once rather than when the fault strikes. */
function checkFault(fault: KieFaults[keyof KieFaults]): void {
  checkFields(fault);
  if (fault.kind === 'code' || (fault.kind === 'accepted_but' && fault.code !== undefined)) {
    refusalOf(fault.code ?? 0, fault.message);
  }
}
