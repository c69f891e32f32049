/** `loopcert.config.ts`: found, typed, checked; flags override it. */
import { expect } from 'chai';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { defineConfig, type LoopcertConfig } from '../../runner';
import { loadConfig } from '../../runner/config/load-config';
import { runSettings } from '../../runner/cli/shared/run-settings';
import { command, loopcert, ROOT } from './cli';
import { temporaryFolder } from './records';
import { differences, type Schema } from './schema-of-type';

/** What was thrown, as the user reads it. */
async function complaint(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    const { message, remedy } = error as { message: string; remedy?: string };
    return `${message}; ${String(remedy)}`;
  }
  return 'none';
}

describe('loopcert.config', function () {
  this.slow(5000);
  const folder = temporaryFolder();
  const write = (name: string, text: string): string => {
    const path = join(folder(), name);
    writeFileSync(path, text);
    return path;
  };

  it('has a schema that says what its type says', function () {
    this.timeout(120_000);
    const schema = JSON.parse(readFileSync(require.resolve('loopcert/config.schema.json'), 'utf8')) as Schema;
    expect(differences(join(ROOT, 'runner/config/config.ts'), 'LoopcertConfig', schema)).to.deep.equal([]);
  });

  it('is typed by defineConfig', () => {
    const config: LoopcertConfig = defineConfig({ subjects: ['reference'], profiles: ['core'] });
    expect(config).to.deep.equal({ subjects: ['reference'], profiles: ['core'] });
    // @ts-expect-error - there is no such profile
    defineConfig({ profiles: ['cor'] });
    // @ts-expect-error - there is no such member
    defineConfig({ subject: 'reference' });
  });

  it('is read as TypeScript, as JavaScript of both kinds, and as JSON', async () => {
    mkdirSync(join(folder(), 'node_modules'));
    symlinkSync(ROOT, join(folder(), 'node_modules', 'loopcert'));
    const typed = `import { defineConfig, type LoopcertConfig } from 'loopcert';\nconst config: LoopcertConfig = { jobs: 3 };`;
    for (const [name, text] of [
      ['loopcert.config.ts', `${typed}\nexport default defineConfig(config);`],
      ['loopcert.config.js', 'module.exports = { jobs: 3 }'],
      ['loopcert.config.mjs', 'export default { jobs: 3 }'],
      ['loopcert.config.json', '{ "jobs": 3 }'],
    ] as const) {
      expect(await loadConfig(write(name, text)), name).to.deep.equal({ jobs: 3 });
    }
  });

  it('is read as TypeScript in a package of ES modules', async () => {
    const inside = join(folder(), 'modules');
    mkdirSync(inside);
    writeFileSync(join(inside, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(inside, 'jobs.ts'), 'export const jobs: number = 3;');
    const path = join(inside, 'loopcert.config.ts');
    writeFileSync(path, `import { jobs } from './jobs.js';\nexport default { jobs };`);
    // A loader stays in the process that it was put in.
    const load = `require(${JSON.stringify(require.resolve('../../runner/config/load-config'))}).loadConfig(${JSON.stringify(path)})`;
    const { stdout, stderr } = await command(process.execPath, ['-e', `${load}.then(({ jobs }) => console.log(jobs))`]);
    expect(stdout, stderr).to.equal('3\n');
  });

  it('gives paths from its own folder', async () => {
    const config = {
      subjects: ['reference', './loop.ts#make'],
      out: 'out',
      baseline: 'known.yaml',
      pythonPath: ['lib'],
    };
    const here = relative(process.cwd(), folder());
    expect(await loadConfig(write('paths.json', JSON.stringify(config)))).to.deep.equal({
      subjects: ['reference', join(here, 'loop.ts#make')],
      out: join(here, 'out'),
      baseline: join(here, 'known.yaml'),
      pythonPath: [join(here, 'lib')],
    });
  });

  it('is refused with a clear word where it is wrong', async () => {
    const refused = async (text: string, name = 'wrong.json'): Promise<string> => {
      const path = write(name, text);
      return (await complaint(loadConfig(path))).replace(relative(process.cwd(), path), 'it');
    };
    expect(await refused('{ "subject": ["reference"] }')).to.equal(
      'it: "subject" is unknown; did you mean "subjects"?',
    );
    expect(await refused('{ "profiles": ["tusk"] }')).to.equal(
      'it: profiles[0] is "tusk", which is not known; did you mean "task"?',
    );
    expect(await refused('{ "jobs": "2" }')).to.equal('it: jobs must be integer; a whole number from 1');
    expect(await refused('{')).to.match(/^it cannot be loaded: /);
    expect(await refused('throw new Error("spam")', 'wrong.js')).to.match(/^it cannot be loaded: spam; export default/);
    expect(await refused('import "loopcert/nowhere"', 'wrong.ts')).to.match(/^it cannot be loaded: .*nowhere/);
    expect(await complaint(loadConfig('nowhere.ts'))).to.match(/^there is no file nowhere\.ts; give --config/);
  });

  it('gives the defaults that flags override', async () => {
    const config = write(
      'run.json',
      JSON.stringify({ subjects: ['cpython'], profiles: ['core'], retries: 2, jobs: 1 }),
    );
    const plain = await runSettings([], { config });
    expect(plain.specs.map(({ text }) => text)).to.deep.equal(['cpython']);
    expect(plain).to.include({ retries: 2, jobs: 1, repeat: 1, budget: 120, oracle: undefined });
    expect(plain.selection.profiles).to.deep.equal(['core']);
    const flagged = await runSettings(['reference'], { config, profile: ['task'], retries: 0, repeat: 5 });
    expect(flagged.budget, 'a run that does everything five times').to.equal(600);
    expect(flagged.specs.map(({ text }) => text)).to.deep.equal(['reference']);
    expect(flagged).to.include({ retries: 0, jobs: 1 });
    expect(flagged.selection.profiles).to.deep.equal(['task']);
    const wrong = write('reporters.json', '{ "reporters": ["tapp"] }');
    expect(await complaint(runSettings([], { config: wrong }))).to.match(/no reporter "tapp"; did you mean "tap"\?/);
  });

  it('is found in the working directory, where there must not be two', async () => {
    for (const name of ['ts', 'js', 'mjs']) rmSync(join(folder(), `loopcert.config.${name}`));
    write(
      'loopcert.config.json',
      '{ "clauses": ["callbacks.call_soon.fifo"], "out": "records", "reporters": ["tap"] }',
    );
    const { status, stdout } = await loopcert(['run'], { cwd: folder() });
    expect(status).to.equal(0);
    expect(stdout).to.equal('');
    const tap = readFileSync(join(folder(), 'records', 'reference.tap'), 'utf8');
    expect(tap).to.match(/^ok 1 - callbacks\.call_soon\.fifo/m);
    write('loopcert.config.js', 'module.exports = {}');
    const { stderr, status: refused } = await loopcert(['run'], { cwd: folder() });
    expect(stderr).to.match(/^loopcert: there are loopcert\.config\.js and loopcert\.config\.json here\n/);
    expect(refused).to.equal(2);
  });
});
