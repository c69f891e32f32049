/** `loopcert explain`. */
import { expect } from 'chai';
import { loopcert } from './cli';

describe('loopcert explain', function () {
  this.slow(3000);

  it('prints statement, level, source, and each test as it stands in the suite', async () => {
    const { status, stdout } = await loopcert(['explain', 'callbacks.call_soon.fifo']);
    expect(status).to.equal(0);
    expect(stdout).to.match(/^callbacks\.call_soon\.fifo\n/);
    expect(stdout).to.match(/^level +must$/m);
    expect(stdout).to.match(/^source +\S/m);
    expect(stdout).to.match(/suites\/callbacks\/call-soon\.suite\.ts:\d+/);
    expect(stdout).to.match(/^ {4}test\('callbacks\.call_soon\.fifo'/m);
    expect(stdout, 'source, not what was compiled from it').not.to.contain('(0, support_1.expect)');
  });

  it('names the known loops that deviate, with reason, link and versions', async () => {
    const uvloop = await loopcert(['explain', 'handles.timer_is_handle']);
    expect(uvloop.stdout).to.match(/^deviates: python:uvloop\n {4}uvloop has handle classes.*\n {4}https:/m);
    const cpython = await loopcert(['explain', 'task.factory.two_argument_callable']);
    expect(cpython.stdout).to.contain('deviates: python:asyncio from 3.13.0 until 3.13.3');
  });

  it('prints all of it as JSON', async () => {
    const { stdout } = await loopcert(['explain', 'handles.timer_is_handle', '--json']);
    const facts = JSON.parse(stdout) as { tests: { text: string; file: string }[]; deviations: { subject: string }[] };
    expect(facts.tests[0]?.text).to.match(/^test\(/);
    expect(facts.deviations.map(({ subject }) => subject)).to.include('python:uvloop');
  });

  it('says in a checkout where a clause is stated, tested, kept and caught', async () => {
    const { stdout } = await loopcert(['explain', 'callbacks.call_soon.fifo']);
    expect(stdout).to.match(/^stated at spec\/clauses\/callbacks\.ts:\d+$/m);
    expect(stdout).to.match(/^tested at suites\/callbacks\/\S+\.suite\.ts:\d+/m);
    expect(stdout).to.match(/^kept by {3}reference\/loop\/\S+\.ts:\d+/m);
    expect(stdout).to.match(/^caught on test\/broken-loops\/callbacks\.ts:\d+/m);
  });

  it('takes globs, bare names and beginnings of ids, and lists what they mean', async () => {
    const glob = await loopcert(['explain', 'timers.call_at.*']);
    expect(glob.stdout).to.match(/^timers\.call_at\.when_exact \[must\] when\(\)/m);
    expect(
      glob.stdout
        .trim()
        .split('\n')
        .every((line) => line.startsWith('timers.call_at.')),
    ).to.equal(true);
    const bare = await loopcert(['explain', 'call_soon']);
    expect(bare.stdout).to.match(/^callbacks\.call_soon\.fifo \[must\]/m);
    expect(bare.stdout, 'by the name it binds').to.match(/^closing\.rejects\.call_soon \[must\]/m);
    const beginning = await loopcert(['explain', 'handles.timer']);
    expect(beginning.stdout).to.match(/^handles\.timer\.hash \[should\]/m);
  });

  it('leads a former id to the clauses that stand in its place', async () => {
    const { stdout } = await loopcert(['explain', 'context.call_soon.isolated']);
    expect(stdout).to.match(/^context\.call_soon\.separate_copies\n/);
    const gone = await loopcert(['explain', 'lifetime.private_sets.not_api']);
    expect(gone.status).to.equal(2);
    expect(gone.stderr).to.contain('is no more: it required nothing');
  });

  it('refuses an unknown clause in one line, with a suggestion', async () => {
    const { status, stderr } = await loopcert(['explain', 'callbacks.call_soon.fofo']);
    expect(status).to.equal(2);
    expect(stderr).to.equal(
      'loopcert: there is no clause "callbacks.call_soon.fofo"\n          did you mean "callbacks.call_soon.fifo"?\n',
    );
  });
});
