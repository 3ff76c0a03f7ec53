export { type Adjustment, adjustCredits } from './adjust-credits.ts';
export { type Grant, grantCredits } from './grant-credits.ts';
export {
  type Balance,
  type EntryQuery,
  type GenerationEntry,
  listEntries,
  readBalance,
  readGenerationEntries,
} from './read-credits.ts';
export { type CreditTotals, readTotals } from './read-totals.ts';
export { type Reservation, type ReservationOutcome, reserveCredits } from './reserve-credits.ts';
export { type CreditRouteDeps, creditRoutes } from './routes.ts';
export { type Release, releaseCredits, type Settlement, settleCredits } from './settle-credits.ts';
export { creditMigrations, type EntryRow, type EntryType, holdWallets } from './store.ts';
export { type LedgerProblem, type LedgerReport, verifyLedger } from './verify-ledger.ts';
export { balanceView, entryView } from './view.ts';
