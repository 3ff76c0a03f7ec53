'use strict';

// Read by any Node there is: old syntax only, and nothing is loaded before the check.
const OLDEST = [22, 18];

/** One line that refuses a Node too old for this package, or `undefined`. */
exports.refusalOf = function refusalOf(version) {
  const parts = version.split('.').map(Number);
  const isNewEnough = parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1]);
  if (isNewEnough) return undefined;
  const needed = `rivya-paint needs Node ${OLDEST.join('.')} or newer and this is ${version}.`;
  return `${needed} In a checkout, "npx rivya-paint …" uses the Node that npm install brought.`;
};
