/** Registers suites in a mocha run: the only place that knows mocha. */
import type { AsyncioModule, Subject } from '../../spec';
import { applicability, traitsOf } from './applicability';
import { checkFactory } from './factory';
import { runTest } from './judge';
import { mochaTitle, type Suite } from './suite';

/** The two words of mocha's BDD interface that registering needs; any runner that has them will do. */
export interface MochaLike {
  describe(title: string, body: (this: { timeout(ms: number): unknown }) => void): unknown;
  it(title: string, body: (this: { timeout(ms: number): unknown; skip(): void }) => Promise<void>): unknown;
  before(title: string, body: () => Promise<void>): unknown;
}

/** Which suites to register, and for which subject. */
export interface RegisterOptions {
  readonly suites: readonly Suite[];
  readonly subject: Subject;
  /** The subject's module, completed by the reference's. */
  readonly asyncio: AsyncioModule;
}

/** Registers the suites with a runner of the mocha kind; each test is judged by `runTest()`. */
export function register(mocha: MochaLike, { suites, subject, asyncio }: RegisterOptions): void {
  const traits = traitsOf(subject);
  const timeScale = subject.timeScale ?? 1;
  mocha.describe(`${subject.name} follows the asyncio contract ${traits.contract}`, () => {
    mocha.before('the factory gives fresh loops', () => checkFactory(subject));
    for (const suite of suites) {
      mocha.describe(`${suite.chapter}: ${suite.title}`, () => {
        for (const test of suite.tests) {
          const verdict = applicability(test, traits);
          mocha.it(mochaTitle(test), async function () {
            if (!verdict.applies) {
              this.skip();
              return;
            }
            this.timeout((test.options.timeout ?? 10) * 1000 * timeScale);
            await runTest(test, subject, asyncio);
          });
        }
      });
    }
  });
}
