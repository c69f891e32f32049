/** A run that is killed while its loop holds a socket file or a child leaves neither. */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { socketsMissing } from '../../reference/sockets';
import { needsPython } from '../bridge/support';
import { remaining } from '../saboteurs/judged';
import { COMMAND, ROOT } from './cli';

const LOOPS = join(__dirname, 'stalled', 'loops.js');
const PYTHON_LOOPS = join(ROOT, 'test', 'runner', 'stalled');
/** Children of tests are such programs. */
const CHILD = /^(sh|cat|sleep)$/;

const SUBJECTS: readonly (readonly [string, readonly string[], readonly NodeJS.Signals[]])[] = [
  ['NodeEventLoop', [`${LOOPS}#node`], ['SIGKILL', 'SIGINT']],
  ['SelectorEventLoop', [`${LOOPS}#selector`], ['SIGKILL']],
  ['a Python loop', ['python:stalled_loops:Stalling', '--python-path', PYTHON_LOOPS], ['SIGKILL']],
];

/** What there is to leave behind, the clause whose tests make it, and whether it is there. */
const THINGS: readonly (readonly [string, string, (folder: string, mark: string) => boolean])[] = [
  ['a socket file of a test', 'unix.server.basic', (folder) => socketFiles(folder).some((path) => /wire-/.test(path))],
  ['a child', 'subprocess.signals.delivered', (_folder, mark) => children(mark).length > 0],
  // Before any test: the platform is tried.
  ['a socket file', 'unix.server.basic', (folder) => socketFiles(folder).length > 0],
];

function socketFiles(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    return entries.filter((entry) => entry.isSocket()).map(({ parentPath, name }) => join(parentPath, name));
  } catch {
    // Removed while it was listed.
    return [];
  }
}

function children(mark: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const name = readFileSync(`/proc/${pid}/comm`, 'latin1').trim();
      return CHILD.test(name) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
    } catch {
      return false;
    }
  });
}

/** What is still there when whoever removes it has had time to. */
async function filesLeft(folder: string): Promise<readonly string[]> {
  for (let waited = 0; ; waited += 50) {
    const files = readdirSync(folder, { recursive: true }) as string[];
    if (files.length === 0 || waited > 5000) return files;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ');
  } catch {
    return 'gone by now';
  }
}

describe('a run that is killed', function () {
  this.timeout(120_000);
  this.slow(20_000);
  let folder = '';
  before(function () {
    if (process.platform !== 'linux') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'killing-'));
  });
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, subject, signals] of SUBJECTS) {
    describe(`with ${name}`, function () {
      if (name === 'a Python loop') needsPython(this);
      for (const [thing, clause, isThere] of THINGS) {
        for (const signal of signals) {
          it(`leaves nothing by ${signal} while there is ${thing}`, async function () {
            if (name === 'SelectorEventLoop' && socketsMissing() !== null) this.skip();
            const own = mkdtempSync(join(folder, 'run-'));
            const temporary = join(own, 'tmp');
            mkdirSync(temporary);
            const mark = `KILLED=${own}`;
            const [program, ...first] = COMMAND;
            const run = spawn(program, [...first, 'run', ...subject, '--clause', clause, '--jobs', '1'], {
              cwd: ROOT,
              env: { ...process.env, KILLED: own, TMPDIR: temporary },
              stdio: 'ignore',
            });
            const exited = once(run, 'exit');
            while (!isThere(temporary, mark)) {
              expect(run.exitCode, 'the run has ended before').to.equal(null);
              await new Promise((resolve) => setTimeout(resolve, 20));
            }
            run.kill(signal);
            await exited;
            expect((await remaining(mark)).map(commandOf), 'processes left behind').to.deep.equal([]);
            expect(await filesLeft(temporary), 'files left behind').to.deep.equal([]);
          });
        }
      }
    });
  }
});
