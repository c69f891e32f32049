/** Who is said to be killed: a mutant on which a test fails that passes without it, and nobody else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Coverage, TestCoverage } from './coverage';
import { Experience } from './experience';
import { Killing } from './killing';
import type { Place } from './loops';
import type { Mutant } from './mutant';
import type { Candidate } from './trial';

const root = join(__dirname, '..', '..');
const FILE = 'network/ip-version.js';
const PART: Candidate = { loop: 'parts', test: 'test/reference/parts/connecting.test.js', ms: 100 };

/** ipVersion() with something at its start. */
function planted(statement: string): Mutant {
  const text = readFileSync(join(root, 'reference', FILE), 'utf8');
  const [original] = /function ipVersion\(text\) \{/.exec(text) ?? [];
  if (original === undefined) throw new Error('ipVersion() is no more');
  const start = text.indexOf(original);
  const replacement = `${original} ${statement}`;
  return {
    id: `${FILE} ipVersion: ${statement}`,
    file: FILE,
    line: 1,
    start,
    end: start + original.length,
    reach: start,
    original,
    replacement,
  };
}

describe('the killing of mutants', function () {
  this.timeout(120_000);
  this.slow(30_000);
  const killing = new Killing([]);
  const killed = (statement: string, tests: readonly Candidate[] = [PART]): Promise<Candidate | undefined> =>
    killing.firstKill(planted(statement), tests);

  it('is by tests that fail on the mutant alone', async () => {
    expect(await killed('')).to.equal(undefined);
    expect(await killed('return 0;')).to.equal(PART);
    // Another mutant in the same process is not the worse for it.
    expect(await killed('')).to.equal(undefined);
  });

  it('is no matter of tests that fail without it too, or do not run it', async () => {
    const unsound = { ...PART, test: 'test/reference/parts/no-such.test.js' };
    expect(await killed('return 0;', [unsound])).to.equal(undefined);
    expect(await killed('return 0;', [unsound, PART])).to.equal(PART);
  });

  it('is by tests that hang on it, or whose process it ends', async () => {
    expect(await killed('for (;;);')).to.equal(PART);
    expect(await killed('process.exit(0);')).to.equal(PART);
  });

  it('is tried on the reference and by the tests of parts, and on the second loop for the network', () => {
    const loopsFor = (file: string): readonly Place[] => {
      const ranges = { [file]: [[0, 10, 1]] as const };
      const coverage = (loop: Place): Coverage => ({
        ...{ loop, load: {}, tests: [{ loop, test: loop, clause: '', ms: 1, failed: null, ranges }] },
      });
      const all = new Killing([coverage('reference'), coverage('parts'), coverage('selector')]);
      const mutant = { ...planted(''), id: `${file} f: 1 -> 2`, file, reach: 5 };
      return all.testsOf(mutant).map(({ loop }) => loop);
    };
    expect(loopsFor('loop/handle.js')).to.have.members(['reference', 'parts']);
    expect(loopsFor('network/resolve.js')).to.have.members(['reference', 'parts', 'selector']);
  });

  it('is tried first with those that have killed nearby, then with those of parts', () => {
    const test = (name: string, ms: number, loop: Place = 'reference'): TestCoverage => ({
      ...{ loop, test: name, clause: '', ms, failed: null, ranges: {} },
    });
    const all = [
      test('slow', 50),
      test('quick', 1),
      test('elsewhere', 20),
      test('near', 30),
      test('part', 90, 'parts'),
    ];
    const experience = new Experience();
    const order = (): readonly string[] =>
      experience.inOrder({ id: 'a.js f: 1 -> 2', file: 'a.js' }, all).map((one) => one.test);
    expect(order()).to.deep.equal(['part', 'quick', 'elsewhere', 'near', 'slow']);
    experience.note({ id: 'b.js f: 1 -> 2', file: 'b.js' }, 'slow');
    experience.note({ id: 'a.js g: 1 -> 2', file: 'a.js' }, 'elsewhere');
    experience.note({ id: 'a.js f: 2 -> 3', file: 'a.js' }, 'near');
    expect(order()).to.deep.equal(['near', 'elsewhere', 'part', 'quick', 'slow']);
  });
});
