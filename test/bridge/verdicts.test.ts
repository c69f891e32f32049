/** Through the whole kit: a fault of a Python loop is the verdict of the tests it hits, and the run goes on to its end. */
import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifySubject, parseSubject, type ClauseRecord, type Failure, type RunRecord } from '../../runner';
import { UsageError } from '../../runner/errors';
import { ended, LOOPS, needsPython, problem, processesIn } from './support';

/** One test each. The first schedules and is hit; the second asks nothing of call_soon(). */
const HIT = 'callbacks.call_soon.exactly_once';
const SPARED = 'errors.set_exception_handler.type_check';
const AT_ONCE = 2;

function certify(subject: string, hit = HIT, timeout = 4): Promise<RunRecord> {
  return certifySubject({
    spec: parseSubject(`python:${subject}`, { pythonPath: [LOOPS] }),
    selection: { clauses: [hit, SPARED] },
    seed: 1,
    jobs: 1,
    timeout,
    retries: 0,
    repeat: 1,
    canaries: {},
  });
}

describe('bridge: verdicts on Python loops that misbehave', function () {
  needsPython(this);
  this.slow(20_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const faults: readonly (readonly [string, readonly string[], RegExp?, string?])[] = [
    ['dying', ['crash', 'fail'], /ended with exit code 7[^]*about to leave/],
    ['crashing', ['crash', 'fail'], /was killed by[^]*Segmentation fault/],
    ['closing', ['crash', 'fail'], /closed its channel/],
    ['babbling', ['crash', 'fail'], /wrote what is no message/],
    ['sleeping', ['hang'], /still running|did not answer/],
    ['hogging', ['hang'], /still running|did not answer/],
    ['breeding_and_dying', ['crash', 'fail'], /ended with exit code 3/],
    ['breeding', ['pass']],
    ['printing', ['pass']],
    ['flooding', ['fail', 'hang'], /./, 'timers.call_later.args'],
  ];
  /** Most of them hang for some time: so they are certified some at a time, ahead of the tests that look at them. */
  const records = new Map<string, Promise<RunRecord>>();
  const pidsOf = (factory: string): string => join(folder, factory);
  before('certifies them', () => {
    const begin: (() => void)[] = [];
    for (const [factory, , , clause = HIT] of faults) {
      const more = factory === 'printing' ? '&lines=2000' : '';
      const turn = new Promise<void>((resolve) => begin.push(resolve));
      const record = turn.then(() => certify(`misbehaving:${factory}?pids=${pidsOf(factory)}${more}`, clause));
      records.set(factory, record);
      record.then(next, next);
    }
    for (let i = 0; i < AT_ONCE; i++) next();

    function next(): void {
      begin.shift()?.();
    }
  });

  for (const [factory, statuses, message, clause = HIT] of faults) {
    it(`judges a loop that is ${factory}, and leaves no process behind`, async () => {
      const { clauses } = await (records.get(factory) as Promise<RunRecord>);
      const hit = (clauses.find(({ id }) => id === clause) as ClauseRecord).tests;
      expect(hit.length).to.be.greaterThan(0);
      for (const { status, error } of hit) {
        expect(statuses).to.include(status);
        if (message !== undefined) expect(error?.message).to.match(message);
      }
      expect(clauses.find(({ id }) => id === SPARED)?.status).to.equal('pass');
      const processes = processesIn(pidsOf(factory));
      expect(processes.length).to.be.greaterThan(0);
      for (const pid of processes) expect(await ended(pid), `process ${String(pid)} is gone`).to.equal(true);
    });
  }

  it("keeps Python's side of it: the traceback of an exception, and on a hang what threads and tasks do", async function () {
    this.timeout(200_000);
    const errorOf = async (factory: string): Promise<Failure> => {
      const { clauses } = await certify(factory, HIT, factory.endsWith('sleeping') ? 5 : 20);
      const error = clauses.find(({ id }) => id === HIT)?.tests.find(({ error }) => error !== undefined)?.error;
      if (error === undefined) throw new Error(`${factory} fails in nothing`);
      return error;
    };
    const [raised, hung, idle] = await Promise.all([
      errorOf('misbehaving:refusing'),
      errorOf('misbehaving:sleeping'),
      errorOf('misbehaving:idling'),
    ]);
    expect(raised.traceback).to.match(/File ".*misbehaving\.py", line \d+, in refusing\n +raise LookupError/);
    expect(hung.name).to.equal('Hang');
    expect(hung.stacks).to.match(/^thread MainThread\n[^]*misbehaving\.py", line \d+, in sleeping\n/);
    expect(hung.stderr ?? '').not.to.contain('thread MainThread');
    expect(idle.stacks).to.match(/thread MainThread\n[^]*misbehaving\.py", line \d+, in run_forever/);
    expect(idle.stacks).to.match(/task <Task pending[^\n]*patient/);
  });

  it('certifies nothing where the loop cannot be had, and says why', async () => {
    for (const [subject, message] of [
      ['no_such_module:make', /cannot import no_such_module.*--python-path/],
      ['failing_import:make', /this module cannot be imported/],
      ['misbehaving:raising', /LookupError: no loop today/],
      ['misbehaving:no_loop', /returned 42, which is no event loop/],
    ] as const) {
      const error = await problem(() => certify(subject));
      expect(error).to.be.instanceOf(UsageError);
      expect(error.message).to.match(message);
    }
  });
});
