/** Registers suites in a mocha run: the only place that knows mocha. */
import type { AsyncioModule, Subject } from '../../spec';
import { applicability, claimsNetwork, traitsOf } from './applicability';
import { checkFactory } from './factory';
import { runTest } from './judge';
import { mochaTitle, type Suite, type TestCase } from './suite';
import { startWire } from './wire/wire';

/** The two words of mocha's BDD interface that registering needs; any runner that has them will do. */
export interface MochaLike {
  describe(title: string, body: (this: { timeout(ms: number): unknown }) => void): unknown;
  it(title: string, body: (this: RunningTest) => Promise<void>): unknown;
  before(title: string, body: () => Promise<void>): unknown;
}

/** A test as mocha shows it to its own body. */
export interface RunningTest {
  timeout(ms: number): unknown;
  /** Leaves the body by throwing. */
  skip(): void;
  readonly test?: { title: string };
}

/** What a failure means to the run, where that is not the same for all of them. */
export interface Excuses {
  /** Why this failure breaks no run; undefined where it does. */
  of(test: TestCase, error: unknown): string | undefined;
  /** Called for each test that passed. @throws where it must not pass */
  passed(test: TestCase): void;
}

/** Which suites to register, and for which subject. */
export interface RegisterOptions {
  readonly suites: readonly Suite[];
  readonly subject: Subject;
  /** The subject's module, completed by the reference's. */
  readonly asyncio: AsyncioModule;
  /** Left out where every failure is one. */
  readonly excuses?: Excuses;
}

/** Registers the suites with a runner of the mocha kind; each test is judged by `runTest()`. */
export function register(mocha: MochaLike, { suites, subject, asyncio, excuses }: RegisterOptions): void {
  // What the platform can do is tried on the wire.
  if (claimsNetwork(subject)) startWire();
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
              pend(this, verdict.reason);
              return;
            }
            this.timeout((test.options.timeout ?? 10) * 1000 * timeScale);
            try {
              await runTest(test, subject, asyncio);
            } catch (error) {
              const excuse = excuses?.of(test, error);
              if (excuse === undefined) throw error;
              pend(this, excuse);
              return;
            }
            excuses?.passed(test);
          });
        }
      });
    }
  });
}

/** Mocha shows of a pending test its title alone. */
function pend(running: RunningTest, why: string): void {
  if (running.test !== undefined) running.test.title += ` (${why})`;
  running.skip();
}
