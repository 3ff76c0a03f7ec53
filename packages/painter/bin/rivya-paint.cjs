#!/usr/bin/env node
'use strict';
const refusal = require('./node-version.cjs').refusalOf(process.versions.node);
if (refusal !== undefined) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}

// Node before 24 announces type stripping as experimental on every start; it is settled for us.
const emitWarning = process.emitWarning;
process.emitWarning = (...warning) => {
  if (warning[1] !== 'ExperimentalWarning') emitWarning.apply(process, warning);
};

const isCheckout = require('node:fs').existsSync(`${__dirname}/../src/cli/rivya-paint.ts`);
import(isCheckout ? '../src/cli/rivya-paint.ts' : '../src/cli/rivya-paint.js').then(
  (cli) => cli.rivyaPaint(process.argv.slice(2)),
  (error) => {
    const hint = error.code === 'ERR_MODULE_NOT_FOUND' ? ' Is "npm install" missing?' : '';
    process.stderr.write(`rivya-paint could not be loaded: ${String(error.message).split('\n', 1)[0]}${hint}\n`);
    process.exit(1);
  },
);
