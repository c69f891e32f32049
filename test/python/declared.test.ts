/** What a Python loop's author says of it: in its module, at its factory, in the configuration; checked and probed. */
import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certifySubject, parseSubject, type RunRecord } from '../../runner';
import { UsageError } from '../../runner/errors';
import { helloOf } from '../../runner/execution/hello';
import { openSubject } from '../../runner/subjects/open-subject';
import type { Subject } from '../../spec';
import { loopcert } from '../runner/cli';
import { needsPython } from '../bridge/support';

const LOOPS = join(__dirname, 'loops');

function certify(subject: string, clauses: readonly string[]): Promise<RunRecord> {
  return certifySubject({
    spec: parseSubject(`python:${subject}`, { pythonPath: [LOOPS] }),
    selection: { clauses },
    seed: 1,
    jobs: 2,
    retries: 0,
    repeat: 1,
    canaries: {},
  });
}

/** Why a subject cannot be opened, and what helps. */
async function complaint(subject: string): Promise<string> {
  let opened: Subject | undefined;
  try {
    ({ subject: opened } = await openSubject(parseSubject(`python:${subject}`, { pythonPath: [LOOPS] })));
    helloOf(opened);
  } catch (error) {
    return error instanceof UsageError ? `${error.message}\n${error.remedy ?? ''}` : (error as Error).message;
  } finally {
    await opened?.dispose?.();
  }
  throw new Error(`${subject} was accepted`);
}

describe('python: what a loop says of itself', function () {
  needsPython(this);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-test-'));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (subject: string, more: readonly string[] = [], cwd = folder): ReturnType<typeof loopcert> =>
    loopcert(['run', `python:${subject}`, '--python-path', LOOPS, '--out', folder, '--reporter', 'line', ...more], {
      cwd,
    });
  const recordOf = (slug: string): RunRecord =>
    JSON.parse(readFileSync(join(folder, `${slug}.json`), 'utf8')) as RunRecord;

  it('reaches the record from a function of the module: name, version, deviation, what is not applicable', async () => {
    const record = await certify('declaring:make', [
      'handles.timer_is_handle',
      'timers.call_later.relative*',
      'signals.*',
    ]);
    expect([record.subject.title, record.subject.version]).to.deep.equal(['the module', '7.0']);
    const clock = record.clauses.find(({ id }) => id === 'timers.call_later.relative_to_call_time');
    expect([clock?.status, clock?.reason]).to.deep.equal(['skip', 'needs host_clock: it says so']);
    // asyncio's own loop handles signals, whatever its author says.
    const signal = record.profiles.find(({ id }) => id === 'signal');
    expect([signal?.claimed, signal?.declaration?.status]).to.deep.equal([false, 'offered']);
    expect(signal?.verdict).to.equal('nonconformant');
  });

  it('is taken from the factory before the module, a dict or a function of the arguments', async () => {
    const one = ['handles.timer_is_handle'];
    expect((await certify('declaring:with_dict', one)).subject.title).to.equal('a dict');
    expect((await certify('declaring:with_arguments?label=this', one)).subject.title).to.equal('made with this');
    expect((await certify('declaring:with_nothing', one)).subject.title).to.equal('python:declaring:with_nothing');
  });

  for (const [factory, said] of [
    ['unknown_profile', /lacks names no profile "signals"\n.*did you mean "signal"\?/],
    ['unknown_need', /cannot names no need "host_clok"\n.*did you mean "host_clock"\?/],
    ['unknown_clause', /deviations name no clause "handles\.nothing"\n.*loopcert list clauses/],
    ['unknown_entry', /loopcert_subject of the factory has an entry 'timeScale'; there are name, .*time_scale/],
    ['empty_reason', /lacks\.signal has no reason\n.*say in a sentence why/],
    ['empty_deviation', /the deviation of handles\.timer_is_handle has no reason\n/],
    ['reason_of_none', /loopcert_subject\['lacks'\]\['signal'\] is None \(NoneType\); give a text that says why/],
    ['list_of_profiles', /loopcert_subject\['lacks'\] is \['signal'\] \(list\); make it a dict of names and reasons/],
    ['scale_as_text', /loopcert_subject\['time_scale'\] is '2' \(str\); give a number/],
    ['scale_too_large', /timeScale is 1000\n.*from 0\.01 to 100/],
    ['name_as_number', /loopcert_subject\['name'\] is 3 \(int\); give a text/],
    ['no_dict', /loopcert_subject of the factory is 'signal' \(str\); make it a dict/],
    ['no_reason', /loopcert_subject\['deviations'\]\[0\] has no reason; give both clause and reason/],
    ['deviation_as_text', /\['deviations'\]\[0\] is 'handles\.timer_is_handle' \(str\); make it a dict/],
    ['raises', /loopcert_subject\(\) of the factory raised KeyError: 'missing'/],
  ] as const) {
    it(`is refused with cause and remedy: ${factory.replaceAll('_', ' ')}`, async () => {
      expect(await complaint(`declaring:${factory}`)).to.match(said);
    });
  }

  it('makes a run that is refused one of wrong usage', async () => {
    const { status, stderr } = await run('declaring:unknown_profile', ['--clause', 'handles.timer_is_handle']);
    expect(stderr).to.match(/cannot be certified: lacks names no profile "signals"\n *did you mean "signal"\?\n$/);
    expect(status).to.equal(2);
  });

  it('is laid over by the configuration, whether or not it lists the subject', async () => {
    const declarations = [
      {
        subject: 'python:declaring:make',
        name: 'configured',
        lacks: { debug: 'it says so' },
        cannot: { gc: 'none here' },
      },
    ];
    writeFileSync(join(folder, 'loopcert.config.json'), JSON.stringify({ declarations }));
    await run('declaring:make', ['--clause', 'debug.set_debug.*', '--clause', 'timers.call_later.relative*']);
    const { subject, clauses } = recordOf('python-declaring-make');
    expect([subject.title, subject.version]).to.deep.equal(['configured', '7.0']);
    expect([...new Set(clauses.map(({ status }) => status))]).to.deep.equal(['skip']);
    expect(clauses.map(({ reason }) => reason)).to.include('the subject declares no debug profile: it says so');
    writeFileSync(
      join(folder, 'loopcert.config.json'),
      JSON.stringify({ declarations: [{ subject: 'python:declaring:make', lacks: { debugg: 'x' } }] }),
    );
    const unknown = await run('declaring:make');
    expect([unknown.status, unknown.stderr]).to.deep.equal([
      2,
      'loopcert: loopcert.config.json: "debugg" is unknown in declarations[0].lacks\n          did you mean "debug"?\n',
    ]);
    rmSync(join(folder, 'loopcert.config.json'));
  });

  it('lets a virtual clock be: what compares with the clock of the host does not apply', async () => {
    const clauses = ['timers.*', 'debug.slow_callback.*', 'threads.call_soon_threadsafe.*', 'iteration.*'];
    const record = await certify('virtual_clock:VirtualLoop', clauses);
    const failing = record.clauses.filter(({ status }) => !['pass', 'skip', 'untested'].includes(status));
    expect(failing.map(({ id, status }) => `${id} ${status}`)).to.deep.equal([]);
    expect(record.clauses.filter(({ status }) => status === 'pass').length).to.be.greaterThan(30);
    const undeclared = await certify('virtual_clock:undeclared', ['timers.time.advances_inside_callback']);
    expect(undeclared.clauses.map(({ status }) => status)).to.deep.equal(['fail']);
  });
});
