/** What is said of known loops is true and complete: each clause exists, and uvloop fails none that is not explained. */
import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { probeLoops } from '../../bridge';
import { certifySubject, parseSubject } from '../../runner';
import { CLAUSES } from '../../spec';

const ROOT = join(__dirname, '..', '..', '..');
const FOLDER = join(ROOT, 'runner', 'subjects', 'deviations');
const UVLOOP = 'python:uvloop:new_event_loop';

interface DeviationFile {
  readonly subject: string;
  readonly deviations: readonly {
    readonly clause: string;
    readonly reason: string;
    readonly link?: string;
    readonly since?: string;
  }[];
}

/** The environment that `npm run setup:python` makes, or the python3 at hand. */
async function pythonWithUvloop(): Promise<string | undefined> {
  for (const python of [join(ROOT, '.venv'), 'python3']) {
    if (python !== 'python3' && !existsSync(python)) continue;
    const loops = await probeLoops(python).catch(() => []);
    if (loops.some(({ subject, problem }) => subject === UVLOOP && problem === undefined)) return python;
  }
  return undefined;
}

describe('bridge: known deviations', () => {
  for (const name of readdirSync(FOLDER)) {
    it(`names clauses of the spec, each once for a range of versions, with a reason: ${name}`, () => {
      const { deviations } = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as DeviationFile;
      const ids = new Set<string>(CLAUSES.map(({ id }) => id));
      const clauses = deviations.map(({ clause }) => clause);
      const ranges = deviations.map(({ clause, since = '' }) => `${clause} since ${since}`);
      expect(clauses.filter((clause) => !ids.has(clause))).to.deep.equal([]);
      expect(ranges.filter((range, index) => ranges.indexOf(range) !== index)).to.deep.equal([]);
      for (const { reason, link } of deviations) {
        expect(reason).to.match(/^[A-Z\w].*\.$/);
        if (link !== undefined) expect(link).to.match(/^https:\/\//);
      }
    });
  }

  it('explain every clause that uvloop fails', async function () {
    const python = await pythonWithUvloop();
    const test = this.test as Mocha.Test;
    if (python === undefined) {
      test.title += ' (skipped: no uvloop here; npm run setup:python installs it)';
      this.skip();
    }
    this.timeout(300_000);
    const { clauses, subject } = await certifySubject({
      spec: parseSubject(UVLOOP, { python }),
      selection: {},
      seed: 1,
      jobs: 2,
      retries: 0,
      repeat: 1,
      canaries: {},
    });
    test.title += ` (${subject.version})`;
    const failing = clauses.filter(({ status }) => !['pass', 'skip', 'untested'].includes(status));
    expect(failing.length).to.be.greaterThan(0);
    const unexplained = failing.filter(({ deviation }) => deviation === undefined);
    expect(
      unexplained.map(({ id, tests }) => `${id}: ${tests.map(({ error }) => error?.message ?? '').join()}`),
    ).to.deep.equal([]);
  });
});
