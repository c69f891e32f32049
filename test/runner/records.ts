/** Records to test with: real ones, of few clauses, each made once a process. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifySubject, parseSubject, type CertifyOptions, type RunRecord } from '../../runner';
import { ROOT } from './cli';

export const FEW = ['callbacks.call_soon.fifo', 'handles.*'];

/** Certifies `subject` on `clauses`, two at a time, in a fixed order. */
export function certify(
  subject: string,
  clauses: readonly string[] = FEW,
  options: Partial<CertifyOptions> = {},
): Promise<RunRecord> {
  return certifySubject({
    spec: parseSubject(subject),
    selection: { clauses },
    seed: 1,
    jobs: 2,
    retries: 0,
    repeat: 1,
    ...options,
  });
}

/** A folder that is gone when the suite ends. */
export function temporaryFolder(): () => string {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => folder;
}

/** Writes a module that exports the reference's loop with `members` in its class; returns its path. */
export function brokenLoop(folder: string, members: string, file = 'broken.js'): string {
  const path = join(folder, file);
  const reference = JSON.stringify(join(ROOT, 'dist', 'reference'));
  writeFileSync(
    path,
    `const { NodeEventLoop } = require(${reference});
class Broken extends NodeEventLoop { ${members} }
exports.newEventLoop = () => new Broken();
`,
  );
  return path;
}

/** Forgets `call_soon`'s order. */
export const LAST_FIRST =
  '_runOnce() { const all = []; while (this._ready.length > 0) all.unshift(this._ready.shift()); all.forEach((h) => this._ready.push(h)); super._runOnce() }';
