/** A process in which tests are run on the reference, to learn what they rely on. Its parent sends the ids of tests. */
import { SUITES, testId } from '../../suites';
import { RelianceRecorder } from '../../suites/support/reliance';
import { referenceLayer } from '../subjects/open-subject';

export type RelianceReport =
  { readonly begun: string } | { readonly test: string; readonly names: readonly string[] } | { readonly done: true };

const say = (report: RelianceReport): void => {
  process.send?.(report);
};

async function serve(ids: ReadonlySet<string>): Promise<void> {
  const { subject, asyncio } = referenceLayer();
  const recorder = await RelianceRecorder.install(subject, asyncio);
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
