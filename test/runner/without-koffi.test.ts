/** Where the optional package koffi is not installed all the rest works, and what is left out is said. */
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loopcert } from './cli';

/** Loaded first into each process: as if nobody had installed it. */
const HIDE = `
const Module = require('node:module');
const resolve = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  if (request !== 'koffi') return resolve.call(this, request, ...rest);
  throw Object.assign(new Error("Cannot find module 'koffi'"), { code: 'MODULE_NOT_FOUND' });
};
`;

describe('without koffi', function () {
  this.timeout(180_000);
  this.slow(20_000);
  let folder = '';
  let env: Readonly<Record<string, string>> = {};
  before(function () {
    // Elsewhere there are no sockets of the kit's with it either.
    if (process.platform !== 'linux') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'without-'));
    const hide = join(folder, 'hide.cjs');
    writeFileSync(hide, HIDE);
    env = { NODE_OPTIONS: `--require ${hide}` };
  });
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  it('the reference is certified, and the tests that make sockets are said to be left out', async () => {
    const clauses = ['unix.connection.*', 'pipe.kinds.*'].flatMap((glob) => ['--clause', glob]);
    const { status, stdout, stderr } = await loopcert(['run', 'reference', ...clauses], { env, timeout: 120 });
    expect(status, stdout + stderr).to.equal(0);
    expect(stdout).to.match(/^conformant .*net\.unix/m);
    const said = stdout.replace(/\s+/g, ' ');
    expect(said).to.match(/left out: \d+ tests that need socket: koffi is not installed: npm install koffi/);
  });

  it('SelectorEventLoop is refused, with what to install', async () => {
    const { status, stdout, stderr } = await loopcert(['run', 'selector'], { env, timeout: 120 });
    expect(stdout + stderr).to.contain('SelectorEventLoop needs koffi: npm install koffi');
    expect(status).to.equal(2);
  });

  it('the doctor says so', async () => {
    const { stdout } = await loopcert(['doctor'], { env, timeout: 120 });
    expect(stdout).to.match(/missing +koffi/);
  });
});
