/** Loops with nothing wrong: the verdict on each must be that it conforms. `npm run oracles` measures CPython's own. */
import { expect } from 'chai';
import { join } from 'node:path';
import { certifySubject, parseSubject } from '../../runner';
import { needsPython } from '../bridge/support';

/** The clauses at risk: those whose tests make further loops, or look at handles, tasks, timers, reports and pauses. */
const AT_RISK = [
  'closing.c*',
  'closing.del.*',
  'debug.get_debug.*',
  'debug.slow_callback.task_step',
  'future.never_retrieved.reported',
  'future.create_future.*',
  'handles.*',
  'lifetime.third_party.*',
  'policy.*',
  'running.run_forever.*',
  'signals.close.*',
  'subprocess.flow.*',
  'task.never_retrieved.*',
  'timers.cancelled.*',
  'watchers.*',
];

const CONTROLS = ['WithArguments?name=a&limit=3', 'by_object.make', 'Guarded.create', 'Library.loops.make'];

describe('clean loops', function () {
  needsPython(this);
  this.timeout(120_000);
  this.slow(60_000);

  for (const factory of CONTROLS) {
    it(`${factory} conforms`, async () => {
      const record = await certifySubject({
        spec: parseSubject(`python:clean_loops:${factory}`, { pythonPath: [join(__dirname)] }),
        selection: { clauses: AT_RISK },
        seed: 1,
        jobs: 1,
        timeout: 10,
        retries: 0,
        repeat: 1,
        canaries: {},
      });
      const failing = record.clauses.filter(
        ({ level, status }) => level === 'must' && status !== 'pass' && status !== 'skip',
      );
      expect(failing.map(({ id, tests }) => [id, tests.map(({ error }) => error?.message)])).to.deep.equal([]);
      expect(record.clauses.filter(({ status }) => status === 'pass').length).to.be.greaterThan(20);
    });
  }
});
