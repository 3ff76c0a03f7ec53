import { invalid } from '../platform/http/errors.ts';
import type { OpenLedger } from './open-ledger.ts';

const AMOUNT_MAX = 10 ** 12;
/** Far below 2^53, so that no sum of a wallet ever loses a credit to rounding. */
const BALANCE_MAX = 10 ** 15;
const NOTE_CHARACTERS_MAX = 500;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** Checks a grant or adjustment. Throws `validation_failed` with the path `amount` unless it is a whole number, not 0, up to 10^12. */
export function checkAmount(amount: number): void {
  if (Number.isSafeInteger(amount) && amount !== 0 && Math.abs(amount) <= AMOUNT_MAX) return;
  throw invalid([{ path: 'amount', message: `must be a whole number of credits up to ${AMOUNT_MAX}, and not 0.` }]);
}

/** Checks what the account would have then. Throws `validation_failed` below zero and beyond what a wallet holds. */
export function checkBalance(ledger: OpenLedger, accountId: string, amount: number): void {
  const balance = ledger.balanceOf(accountId);
  if (balance + amount < 0) {
    throw invalid([{ path: 'amount', message: `would take the balance of ${balance} credits below zero.` }]);
  }
  if (balance + ledger.heldOf(accountId) + amount > BALANCE_MAX) {
    throw invalid([{ path: 'amount', message: `would raise the balance above ${BALANCE_MAX} credits.` }]);
  }
}

/** Checks an optional text. Throws `validation_failed` when it is empty, too long or not printable. */
export function checkText(path: string, text: string | undefined, charactersMax = NOTE_CHARACTERS_MAX): void {
  if (text === undefined) return;
  const characters = [...text].length;
  if (characters >= 1 && characters <= charactersMax && !UNPRINTABLE.test(text)) return;
  throw invalid([{ path, message: `must have 1 to ${charactersMax} printable characters.` }]);
}
