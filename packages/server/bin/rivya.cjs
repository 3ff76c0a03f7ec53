#!/usr/bin/env node
'use strict';
const refusal = require('./node-version.cjs').refusalOf(process.versions.node);
if (refusal !== undefined) {
  console.error(refusal);
  process.exit(1);
}

// Node before 24 announces SQLite and type stripping as experimental on every start; both are settled for us.
const emitWarning = process.emitWarning;
process.emitWarning = (...warning) => {
  if (warning[1] !== 'ExperimentalWarning') emitWarning.apply(process, warning);
};

// Loading the code would grow the heap's young generation to 32 MB, which an idle server then keeps; "serve" lets it grow
// again once it runs. Measured idle: 122 MB before, 101 MB so.
require('node:v8').setFlagsFromString('--semi-space-growth-factor=1');

const isCheckout = require('node:fs').existsSync(`${__dirname}/../src/cli/main.ts`);
import(isCheckout ? '../src/cli/main.ts' : '../src/cli/main.js').then(
  (cli) => cli.runCli(process.argv.slice(2)),
  (error) => {
    const hint = error.code === 'ERR_MODULE_NOT_FOUND' ? ' Is "npm install" missing?' : '';
    console.error(`rivya could not be loaded: ${String(error.message).split('\n', 1)[0]}${hint}`);
    process.exit(1);
  },
);
