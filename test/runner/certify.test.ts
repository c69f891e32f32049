/** certify() in mocha: selections, what is pending and why, parts alone, and a description that is refused. */
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, ROOT } from './cli';
import { LAST_FIRST, temporaryFolder } from './records';

interface Report {
  readonly tests: readonly { readonly title: string }[];
  readonly pending: readonly { readonly title: string }[];
  readonly failures: readonly { readonly title: string; readonly err: { readonly message: string } }[];
}

const HEAD = `
const { certify } = require(${JSON.stringify(join(ROOT, 'dist', 'runner'))});
const { NodeEventLoop, Future } = require(${JSON.stringify(join(ROOT, 'dist', 'reference'))});
class Broken extends NodeEventLoop { ${LAST_FIRST} }
`;

describe('certify()', function () {
  this.slow(20_000);
  const folder = temporaryFolder();

  /** In a mocha of its own, which knows of no flag. */
  async function mocha(source: string): Promise<Report> {
    const file = join(folder(), 'own.js');
    writeFileSync(file, HEAD + source);
    const args = [require.resolve('mocha/bin/mocha.js'), '--no-config', '--exit', '--reporter', 'json', file];
    const { stdout } = await command(process.execPath, args);
    return JSON.parse(stdout) as Report;
  }
  const titles = (tests: readonly { readonly title: string }[], text: string): readonly string[] =>
    tests.map(({ title }) => title).filter((title) => title.includes(text));

  it('needs no flag for finalizers, and registers what it is asked for', async () => {
    const { tests, failures } = await mocha(
      `certify({ name: 'sound', newEventLoop: () => new NodeEventLoop() }, { level: 'must', clauses: ['callbacks.*.*'] })`,
    );
    expect(failures).to.deep.equal([]);
    expect(titles(tests, 'callbacks.call_soon.loop_keeps_callback_alive')).not.to.deep.equal([]);
    expect(tests.filter(({ title }) => !/^callbacks\..* \[must\]/.test(title))).to.deep.equal([]);
  });

  it('takes profiles', async () => {
    const { tests } = await mocha(
      `certify({ name: 'sound', newEventLoop: () => new NodeEventLoop() }, { profiles: ['time'], clauses: ['*.call_later.args', '*.call_soon.fifo'] })`,
    );
    expect(tests.filter(({ title }) => title.startsWith('timers.call_later.args'))).not.to.deep.equal([]);
    expect(titles(tests, 'call_soon.fifo')).to.deep.equal([]);
  });

  it('fails for must clauses, and tells of the others as pending, with their text', async () => {
    const { pending, failures } = await mocha(
      `certify({ name: 'broken', newEventLoop: () => new Broken() }, { clauses: ['callbacks.call_soon.*'] })`,
    );
    expect(titles(failures, 'callbacks.call_soon.fifo [must]')).not.to.deep.equal([]);
    expect(titles(failures, '[should]')).to.deep.equal([]);
    expect(titles(pending, '[should]').join()).to.match(/\(should, which breaks no run: expected /);
  });

  it('takes known failures for pending, and what passes in spite of the list for a failure', async () => {
    const { pending, failures } = await mocha(`
      const failures = [
        { clause: 'callbacks.call_soon.fifo', reason: 'the last comes first' },
        { clause: 'handles.get_context', reason: 'it has none' },
      ];
      certify({ name: 'broken', newEventLoop: () => new Broken() }, {
        clauses: failures.map(({ clause }) => clause), baseline: { failures },
      })`);
    expect(titles(pending, 'known failure, the last comes first: ').length).to.be.above(1);
    expect(failures.map(({ err }) => err.message)).to.deep.equal(['it passes, and the baseline lists it: it has none']);
  });

  it('takes parts alone, and refuses what the command line refuses', async () => {
    const { tests, failures } = await mocha(
      `certify({ name: 'parts', asyncio: { Future } }, { clauses: ['future.add_done_callback.argument'] });
       it('refuses', () => {
         try { certify({ name: 'liar', newEventLoop: () => {}, lacks: { sygnal: 'none' } }) }
         catch (error) { if (/did you mean "signal"/.test(error.message)) return; throw error; }
         throw new Error('nothing was refused');
       })`,
    );
    expect(failures).to.deep.equal([]);
    expect(tests.length).to.be.above(1);
  });
});
