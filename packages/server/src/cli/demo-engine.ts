import { CliError } from './failure.ts';
import { count } from './format.ts';

export const DEMO_ENGINES = ['painter', 'dashscope-sim'] as const;
export type DemoEngineName = (typeof DEMO_ENGINES)[number];

/** What makes the demo's pictures, and what it says of itself. */
export interface DemoEngine extends AsyncDisposable {
  /** Said before anything runs. */
  readonly opening: readonly string[];
  /** The settings of the demo's server that lead to it. */
  readonly settings: Readonly<Record<string, string>>;
  /** What the pictures are. */
  readonly closing: string;
  /** What the upstream says of its side, once all pictures are there. Throws `CliError` when that is not right. */
  report(pictures: number): DemoReport | undefined;
}

/** The upstream's books: how many pictures it billed and which faults it was told to meet us with. */
export type DemoReport = {
  readonly lines: readonly string[];
  readonly billed: number;
  readonly faults: Readonly<Record<string, number>>;
};

/** Starts what the name stands for. */
export async function openDemoEngine(name: DemoEngineName, isFaulty: boolean): Promise<DemoEngine> {
  return name === 'painter' ? PAINTER : await openSimulator(isFaulty);
}

const PAINTER: DemoEngine = {
  opening: [],
  settings: {},
  closing: 'They were painted by the built-in sandbox renderer, which is not an AI model.',
  report: () => undefined,
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

/** About as long as a real picture would take, by a tenth. */
const TIMES = { pendingMs: 200, runningMs: 1_200 } as const;

const FAULTS = [
  'The simulator will refuse the first submit (429), cut the connection after it accepted the second,',
  'and break off the first download. None of that may be seen in the pictures or on the bill.',
];

async function openSimulator(isFaulty: boolean): Promise<DemoEngine> {
  // Nobody but the demo needs it: a server never loads it.
  const { startDashscopeSimulator } = await import('@rivya/simulator');
  const simulator = await startDashscopeSimulator(TIMES);
  if (isFaulty) {
    simulator.inject('submit', { kind: 'error', code: 'Throttling.RateQuota' });
    simulator.inject('submit', { kind: 'reset_after' });
    simulator.inject('result', { kind: 'half_png' });
  }
  return {
    opening: [
      'The engine is the real one for Alibaba Model Studio; its upstream is a simulator on this machine.',
      ...(isFaulty ? FAULTS : []),
    ],
    settings: {
      DASHSCOPE_API_KEY: simulator.key,
      DASHSCOPE_BASE_URL: simulator.baseUrl,
      // The simulator's links lead to this machine, where no real upstream may send the server.
      RIVYA_PRIVATE_NETWORK_ALLOWLIST: '127.0.0.0/8',
    },
    closing: 'They are simulated: stand-ins of the right size for what the real model would make of the prompts.',
    report: (pictures) => reportOf({ billed: simulator.billed(), faults: simulator.struck() }, pictures),
    [Symbol.asyncDispose]: () => simulator.close(),
  };
}

function reportOf({ billed, faults }: Pick<DemoReport, 'billed' | 'faults'>, pictures: number): DemoReport {
  if (billed !== pictures) {
    const bill = `the simulator billed ${count(billed, 'picture')} for ${pictures} that succeeded`;
    throw new CliError('bill_wrong', `Something was bought twice, or not at all: ${bill}.`);
  }
  const met = Object.entries(faults).map(([fault, times]) => `${fault}${times === 1 ? '' : ` (${times} times)`}`);
  const lines = [
    `billed ${count(billed, 'picture')}, and ${count(pictures, 'task')} succeeded: nothing was bought twice`,
    ...(met.length === 0 ? [] : [`on the way: ${met.join(', ')}`]),
  ];
  return { lines, billed, faults };
}
