import { type Command, InvalidArgumentError } from 'commander';
import type { AdminIncident } from '../admin/client.ts';
import { wholeNumber } from './arguments.ts';
import { moment, oneLine } from './format.ts';
import type { Session } from './session.ts';

const LIMIT_DEFAULT = 100;
const LIMIT_MAX = 10_000;

/** Adds `incidents` and `incidents resolve`. */
export function addIncidents(program: Command, session: Session): void {
  const incidents = program
    .command('incidents')
    .description('what needs an operator, the newest first')
    .option('--all', 'those that were resolved too')
    .option('--limit <number>', 'how many at most', limit, LIMIT_DEFAULT)
    .action((options: { all?: boolean; limit: number }) => listIncidents(session, options));
  incidents
    .command('resolve')
    .description('mark an incident as done with; when it happens again, there is a new one')
    .argument('<id>', 'id of the incident')
    .option('--note <note>', 'what was found or done about it, kept with it')
    .action((id: string, options: { note?: string }) => resolveIncident(session, id, options.note));
}

type ListOptions = { readonly all?: boolean; readonly limit: number };

async function listIncidents({ admin, output }: Session, { all = false, limit: most }: ListOptions): Promise<void> {
  const { items, hasMore } = await admin().listIncidents({ state: all ? 'all' : 'open', limit: most });
  output.result({ object: 'list', data: items, has_more: hasMore }, () => {
    if (items.length === 0) return all ? 'There were no incidents.' : 'No open incidents: nothing needs an operator.';
    const rest = hasMore ? [`There are more than these ${items.length}; --limit shows more.`] : [];
    return [...items.map(inWords), ...rest].join('\n\n');
  });
}

async function resolveIncident({ admin, output }: Session, id: string, note: string | undefined): Promise<void> {
  const incident = await admin().resolveIncident(id, note);
  output.result(incident, () => inWords(incident));
}

/** One incident as lines `key: value` under its id; what is not known has no line. */
export function inWords(incident: AdminIncident): string {
  const { text, details } = takeApart(incident.message);
  const isRepeated = incident.times > 1;
  const lines: readonly (readonly [key: string, value: string | null])[] = [
    ['kind', incident.kind],
    ['about', incident.subject_id],
    ['when', moment(incident.created_at)],
    ['times', isRepeated ? `${incident.times}, the last one at ${moment(incident.last_at)}` : null],
    ['message', text],
    ...details,
    ['resolved', incident.resolved_at === null ? null : moment(incident.resolved_at)],
    ['note', incident.note],
  ];
  const known = lines.flatMap(([key, value]) => (value === null ? [] : [`  ${oneLine(`${key}: ${value}`)}`]));
  return [incident.id, ...known].join('\n');
}

const ENDING = /^(.*?) \(([\w-]+\/[\w-]+)(?:, handle (\{.*\}))?((?:, [a-z]+ [^,()]*)*)\)\.?$/s;

type Apart = { readonly text: string; readonly details: readonly (readonly [key: string, value: string])[] };

/** Messages end with what finds the work at the upstream, such as `(dashscope/main, handle {"taskId":"…"}, request …).` */
function takeApart(message: string): Apart {
  const [, text, where, json = '', others = ''] = ENDING.exec(message) ?? [];
  const handle = json === '' ? {} : parseObject(json);
  if (text === undefined || where === undefined || handle === undefined) return { text: message, details: [] };
  return {
    text: /[.!?]$/.test(text) ? text : `${text}.`,
    details: [
      ['upstream', where],
      ...Object.entries(handle).map(([key, value]) => [key, inText(value)] as const),
      ...[...others.matchAll(/, ([a-z]+) ([^,]*)/g)].map(([, key = '', value = '']) => [key, value] as const),
    ],
  };
}

function parseObject(json: string): object | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function inText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function limit(text: string): number {
  const number = wholeNumber(text);
  if (number < 1 || number > LIMIT_MAX) throw new InvalidArgumentError(`It must be from 1 to ${LIMIT_MAX}.`);
  return number;
}
