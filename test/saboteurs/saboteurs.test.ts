/**
 * Every saboteur is judged for what it is: the right verdict and exit code, no test without a result, output that a
 * person reads, and nothing left behind.
 */
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../runner';
import { planRun } from '../../runner/plan/selection';
import { DECLARATIONS } from './declarations';
import { judge, type Judged } from './judged';
import { JUDGING } from './judging';
import { LOADING } from './loading';
import { PYTHON } from './python';
import { RUNNING } from './running';
import { CONTROL, VICTIM, type Saboteur } from './saboteur';
import { SURROUNDINGS } from './surroundings';

const SABOTEURS = [...RUNNING, ...LOADING, ...JUDGING, ...SURROUNDINGS, ...DECLARATIONS, ...PYTHON];
const VERDICTS = { 0: 'conformant', 1: 'nonconformant', 2: undefined, 3: 'incomplete' } as const;
/** Saboteurs at a time. */
const AT_ONCE = 2;

function absence({ needs }: Saboteur): string | undefined {
  if (needs === 'linux' && process.platform !== 'linux') return 'needs Linux';
  if (needs !== 'python') return undefined;
  try {
    execFileSync('python3', ['-c', 'import asyncio'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs a python3';
  }
}

describe('saboteurs', function () {
  this.timeout(180_000);
  this.slow(180_000);
  const judged = new Map<Saboteur, Promise<Judged>>();

  before('sends them all, some at a time', () => {
    const waiting = SABOTEURS.filter((saboteur) => absence(saboteur) === undefined);
    const begin = new Map<Saboteur, () => void>();
    for (const saboteur of waiting) {
      const turn = new Promise<void>((resolve) => begin.set(saboteur, resolve));
      const verdict = turn.then(() => judge(saboteur));
      judged.set(saboteur, verdict);
      verdict.then(next, next);
    }
    for (let i = 0; i < AT_ONCE; i++) next();

    function next(): void {
      const saboteur = waiting.shift();
      if (saboteur !== undefined) begin.get(saboteur)?.();
    }
  });

  for (const saboteur of SABOTEURS) {
    const absent = absence(saboteur);
    const title = `${saboteur.name} ends with exit code ${saboteur.exit}`;
    it(absent === undefined ? title : `${title} (skipped: ${absent})`, async function () {
      if (absent !== undefined) this.skip();
      const found = await (judged.get(saboteur) as Promise<Judged>);
      expect(found.orphans, 'processes left behind').to.deep.equal([]);
      expect(found.litter, 'files left behind').to.deep.equal([]);
      verifyOutput(found);
      expect(found.status, found.stdout + found.stderr).to.equal(saboteur.exit);
      if (found.record?.clauses[0] === undefined || saboteur.exit === 2) {
        expect(found.stderr).to.match(saboteur.says);
        expect(found.stderr.trim().split('\n').length, found.stderr).to.be.lessThan(3);
        expect(saboteur.status).to.equal(undefined);
      } else {
        verifyRecord(saboteur, found, found.record);
      }
    });
  }

  it('come in every file of subjects/', () => {
    const files = readdirSync(join(__dirname, 'subjects')).filter((name) => /^(?!support).*\.js$/.test(name));
    const names = SABOTEURS.map(({ name }) => `${name}.js`);
    expect(names).to.include.members(files);
    expect(new Set(names).size).to.equal(names.length);
    expect(names.length).to.be.at.least(30);
  });
});

function verifyOutput({ stdout, stderr }: Judged): void {
  const output = stdout + stderr;
  expect(output.length, 'characters of output').to.be.lessThan(30_000);
  expect(output).not.to.match(/fault of its own|^\s+at .*\/runner\//m);
  // Nothing that steers a terminal.
  // eslint-disable-next-line no-control-regex -- it is what is looked for
  expect(output).not.to.match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
}

function verifyRecord(
  { clauses = [VICTIM, CONTROL], exit, status, says }: Saboteur,
  found: Judged,
  record: RunRecord,
): void {
  expect(JSON.stringify(record)).to.match(says);
  expect(record.verdict).to.equal(VERDICTS[exit]);
  expect(
    found.reports.filter((name) => !name.endsWith('.json')),
    'drafts',
  ).to.deep.equal([]);
  const planned = planRun({ clauses }).tests.map(({ id }) => id);
  const recorded = record.clauses.flatMap(({ id, tests }) => tests.map(({ title }) => `${id}: ${title}`));
  expect(recorded).to.have.members(planned);
  const hit = record.clauses.filter(({ id }) => id !== CONTROL && id !== (clauses[0] === VICTIM ? '' : VICTIM));
  expect(hit.map((clause) => clause.status)).to.include(status);
  for (const test of record.clauses.flatMap(({ tests }) => tests)) {
    if (test.status === 'notRun') expect(test.reason ?? '').not.to.equal('');
    if (test.status === 'fail' || test.status === 'crash' || test.status === 'hang')
      expect(test.error).to.be.an('object');
  }
}
