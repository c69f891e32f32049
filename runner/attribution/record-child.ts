/**
 * A process in which tests are run on the reference, or on the loop of the kit that has descriptors, to learn what they rely on. Its
 * argument says on which; its parent sends the ids of tests.
 */
import { SUITES, testId } from '../../suites';
import { RelianceRecorder } from '../../suites/support/reliance';
import type { Subject } from '../../spec';
import { referenceLayer } from '../subjects/open-subject';

export type RelianceReport =
  { readonly begun: string } | { readonly test: string; readonly names: readonly string[] } | { readonly done: true };

const say = (report: RelianceReport): void => {
  process.send?.(report);
};

/** On which loop tests are run: what needs descriptors shows on `selector` alone what it relies on. */
export type Sound = 'reference' | 'selector';

function soundLoop(name: Sound): Subject | undefined {
  const reference = referenceLayer();
  if (name === 'reference') return reference.subject;
  try {
    return reference.selector();
  } catch {
    // Nobody has descriptors here.
    return undefined;
  }
}

async function serve(ids: ReadonlySet<string>): Promise<void> {
  const subject = soundLoop(process.argv[2] as Sound);
  if (subject === undefined) {
    say({ done: true });
    return;
  }
  const recorder = await RelianceRecorder.install(subject, referenceLayer().asyncio);
  for (const test of SUITES.flatMap((suite) => suite.tests)) {
    const id = testId(test);
    if (!ids.has(id)) continue;
    say({ begun: id });
    say({ test: id, names: await recorder.record(test) });
  }
  say({ done: true });
}

// A test that was cut short may leave what fails later, and reports that nobody reads.
for (const event of ['unhandledRejection', 'uncaughtException']) process.on(event, () => {});
process.on('disconnect', () => process.exit(0));
console.error = (): void => {};
console.warn = (): void => {};
process.once('message', (ids: readonly string[]) => {
  serve(new Set(ids)).then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
