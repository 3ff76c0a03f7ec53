/**
 * All that a browser may do with your key. Lists of tasks and files are left out: they would show every user what all the
 * others made. A single task is found by its id only, which nobody can guess.
 */
const ALLOWED: readonly (readonly [method: string, path: RegExp])[] = [
  ['GET', /^\/api\/v1\/models(?:\/[\w-]+)?$/],
  ['POST', /^\/api\/v1\/files$/],
  ['POST', /^\/api\/v1\/generations(?:\/estimate)?$/],
  ['GET', /^\/api\/v1\/generations\/task_\w+(?:\?wait=\d{1,2})?$/],
];

/** Whether a call may pass. What is not listed may not, so that a new route of the server is closed until you open it. */
export function isAllowed(method: string, url: string): boolean {
  return ALLOWED.some(([allowed, path]) => allowed === method && path.test(url));
}
