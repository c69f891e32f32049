/** A user's mistake is one clear line and a remedy, and exit code 2. */
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loopcert } from './cli';

const SUBJECTS = join(__dirname, '..', 'saboteurs', 'subjects');
const at = (name: string): string => join(SUBJECTS, `${name}.js`);
const described = (name: string): string => `${join(__dirname, 'subjects', 'describes.js')}#${name}`;

/** What is typed after `loopcert run`, the cause that is named, the remedy. */
const MISTAKES: readonly (readonly [string, readonly string[], RegExp, RegExp])[] = [
  ['a misspelt subject', ['referense'], /there is no subject "referense"/, /did you mean "reference"\?/],
  [
    'no subject at all',
    ['nonsense'],
    /there is no subject "nonsense"/,
    /name "reference", "selector", "cpython", a path/,
  ],
  ['a file that is not there', ['./no-loop.ts'], /there is no file .*no-loop\.ts/, /give the path of a module/],
  ['half a Python factory', ['python:asyncio'], /"python:asyncio" does not name a factory/, /python:module:factory/],
  [
    'a misspelt clause',
    ['--clause', 'callbacks.call_soon.fifa'],
    /no clause matches/,
    /did you mean "callbacks.call_soon.fifo"\?/,
  ],
  ['a clause of no kind', ['--clause', 'xyzzy'], /no clause matches "xyzzy"/, /list clauses/],
  ['a misspelt profile', ['--profile', 'exekutor'], /there is no profile "exekutor"/, /did you mean "executor"\?/],
  ['a misspelt level', ['--level', 'most'], /there is no level "most"/, /did you mean "must"\?/],
  ['a misspelt reporter', ['--reporter', 'jnit'], /there is no reporter "jnit"/, /did you mean "junit"\?/],
  ['a shard beyond the last', ['--shard', '3/2'], /"3\/2" is not a shard/, /write i\/n/],
  ['a shard in words', ['--shard', 'half'], /"half" is not a shard/, /write i\/n/],
  ['jobs that are no number', ['--jobs', 'many'], /"many" is not a whole number from 1/, /give 1 or more/],
  ['half a job', ['--jobs', '0.5'], /"0\.5" is not a whole number from 1/, /give 1 or more/],
  ['no job at all', ['--jobs', '0'], /"0" is not a whole number from 1/, /give 1 or more/],
  ['a part of a repetition', ['--repeat', '2.7'], /"2\.7" is not a whole number from 1/, /give 1 or more/],
  ['half a failure', ['--bail', '0.5'], /"0\.5" is not a whole number from 1/, /give 1 or more/],
  ['a budget below nothing', ['--budget', '-1'], /"-1" is no number of seconds/, /give 0 or more/],
  ['a budget in words', ['--budget', 'long'], /"long" is no number of seconds/, /give 0 or more/],
  ['a seed that is no number', ['--seed', 'x'], /"x" is not a whole number/, /give 0 or more/],
  ['no time at all', ['--timeout', '0'], /"0" is not a positive number/, /give 1 or more/],
  ['an ancient contract', ['--python-version', '2.7'], /2\.7 is not a version of the contract/, /give 3\.8 to/],
  ['a contract of the future', ['--python-version', '3.99'], /3\.99 is not a version of the contract/, /give 3\.8 to/],
  [
    'a folder to import from that is not there',
    ['python:asyncio:new_event_loop', '--python-path', '/nope'],
    /there is no folder \/nope/,
    /give --python-path a folder/,
  ],
  [
    'a folder as a subject',
    ['./examples'],
    /\.\/examples is a folder/,
    /name the module in it, e\.g\. \.\/examples\/index/,
  ],
  ['a folder by its bare name', ['examples'], /examples is a folder/, /name the module in it/],
  ['a part that no module has', [described('part')], /asyncio has no part "Nope"/, /AsyncioModule of loopcert\/spec/],
  ['a lack for no reason', [described('lack')], /lacks\.task has no reason/, /say in a sentence why/],
  ['a deviation for no reason', [described('deviation')], /callbacks\.call_soon\.fifo has no reason/, /say in a/],
  ['a contract of no version', [described('contract')], /contract is 3\.99/, /from 3\.8 to/],
  ['resuming nothing', ['--resume'], /--resume needs --out/, /name the folder/],
  [
    'a Python that is not there',
    ['python:asyncio:new_event_loop', '--python', '/no/python'],
    /\/no\/python is not an interpreter.*--python/,
    /loopcert smoke/,
  ],
  [
    'a module without a factory',
    [at('exports-nothing')],
    /exports no factory/,
    /export a function that returns a new loop/,
  ],
  ['an export that is not there', [`${at('lies')}#makeLoop`], /has no export "makeLoop"/, /it exports newEventLoop/],
  ['a factory that throws', [at('factory-throws')], /it threw RangeError: no loops today/, /loopcert smoke/],
  ['a factory of no loops', [at('factory-returns-nothing')], /it returned undefined/, /loopcert smoke/],
];

describe('mistakes of the user', function () {
  this.slow(10_000);
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'loopcert-mistakes-'));
    writeFileSync(join(folder, 'file'), '');
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function refused(args: readonly string[], cause: RegExp, remedy: RegExp): Promise<void> {
    const { status, stderr, stdout } = await loopcert(['run', ...args]);
    expect(stdout).to.equal('');
    const [first = '', second = '', ...more] = stderr.trimEnd().split('\n');
    expect(first)
      .to.match(/^loopcert: \S/)
      .and.to.match(cause);
    expect(second)
      .to.match(/^ {10}\S/)
      .and.to.match(remedy);
    expect(more, stderr).to.deep.equal([]);
    expect(status).to.equal(2);
  }

  for (const [mistake, args, cause, remedy] of MISTAKES) {
    it(`${mistake}: ${cause.source}`, () => refused(args, cause, remedy));
  }

  it('a folder for reports that is a file', () =>
    refused(['reference', '--out', join(folder, 'file')], /cannot be written/, /name a folder that can be written to/));

  it('a record that is none, to be resumed', async () => {
    writeFileSync(join(folder, 'reference.json'), '{');
    await refused(['reference', '--out', folder, '--resume'], /reference\.json is not JSON/, /give the JSON record/);
  });
});
