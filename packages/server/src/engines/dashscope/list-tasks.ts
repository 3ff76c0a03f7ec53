import { SECOND_MS } from '../../platform/units.ts';
import { type Account, QueryFailed, type TimedAnswer } from './account.ts';
import { LIST_PATH, readError, readTaskPage, type TaskPage } from './wire.ts';

/** A stretch of time by the upstream's clock, in milliseconds since 1970. */
export type ListWindow = { readonly fromMs: number; readonly untilMs: number };

export type ListQuery = {
  /** The upstream's name of a model; absent: all of them. */
  readonly model?: string;
  /** Absent: the last 24 hours. */
  readonly window?: ListWindow | undefined;
  /** Only this task. */
  readonly taskId?: string;
  /** From 1. */
  readonly pageNo: number;
  readonly isUrgent?: boolean;
};

/** By how much the upstream's clock is ahead of ours, and by how much that may be wrong, in milliseconds. */
export type ClockOffset = { readonly aheadMs: number; readonly errorMs: number };

export type ListedPage = TaskPage & {
  /** Absent when the answer has no date. */
  readonly offset: ClockOffset | undefined;
};

/** The upstream would not list with this window. */
export class WindowRefused extends Error {
  override readonly name = 'WindowRefused';
}

const PAGE_SIZE = 100;
/** What the upstream takes when it is asked for nothing else; the largest page is not documented. */
const PAGE_SIZE_SAFE = 10;
/** Filter times are texts without a zone; in the one recording they are Beijing's. */
const ZONE_AHEAD_MS = 8 * 3_600 * SECOND_MS;

/** The tasks of an account, as the upstream lists them; one page is one query. */
export class TaskList {
  readonly #account: Account;
  #pageSize = PAGE_SIZE;

  constructor(account: Account) {
    this.#account = account;
  }

  /**
   * Throws `WindowRefused`, `QueryFailed` unless the answer is a whole page, and what `Account.query` throws. Ask for
   * page 1 first: it finds out how large a page may be.
   */
  async page(query: ListQuery, signal: AbortSignal): Promise<ListedPage> {
    const answer = await this.#ask(query, signal);
    const page = answer.status === 200 ? readTaskPage(answer.body) : undefined;
    if (page !== undefined) return { ...page, offset: clockOffset(answer) };
    if (answer.status === 400 && this.#pageSize > PAGE_SIZE_SAFE && query.pageNo === 1 && mentionsPage(answer)) {
      this.#pageSize = PAGE_SIZE_SAFE;
      return await this.page(query, signal);
    }
    const said = this.#account.sayAnswer(answer);
    if (answer.status === 400 && query.window !== undefined) throw new WindowRefused(`No list: ${said}`);
    throw new QueryFailed(`No list: ${said}`);
  }

  #ask({ model, window, taskId, pageNo, isUrgent = false }: ListQuery, signal: AbortSignal): Promise<TimedAnswer> {
    const query = {
      page_no: pageNo,
      page_size: this.#pageSize,
      ...(model === undefined ? {} : { model_name: model }),
      ...(taskId === undefined ? {} : { task_id: taskId }),
      ...(window === undefined
        ? {}
        : { start_time: toFilterTime(window.fromMs), end_time: toFilterTime(window.untilMs + SECOND_MS) }),
    };
    return this.#account.query({ method: 'GET', path: LIST_PATH, query, isUrgent }, signal);
  }
}

function mentionsPage({ status, body }: TimedAnswer): boolean {
  return /page/i.test(readError(status, body)?.message ?? '');
}

/** `YYYYMMDDhhmmss`; the part of a second is cut. */
function toFilterTime(timeMs: number): string {
  return new Date(timeMs + ZONE_AHEAD_MS).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** The `Date` header tells the upstream's clock to the second; the answer was written between sending and receiving. */
function clockOffset({ headers, sentAtMs, receivedAtMs }: TimedAnswer): ClockOffset | undefined {
  const dateMs = Date.parse(headers['date'] ?? '');
  if (Number.isNaN(dateMs)) return undefined;
  const lowest = dateMs - receivedAtMs;
  const highest = dateMs + SECOND_MS - sentAtMs;
  return { aheadMs: (lowest + highest) / 2, errorMs: (highest - lowest) / 2 };
}
