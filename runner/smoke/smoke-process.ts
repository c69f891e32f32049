/** The process that loads the subject and goes through the stages: a subject may hang it or end it. */
import { UsageError } from '../errors';
import type { SubjectSpec } from '../subjects/subject-spec';
import type { SmokeMessage } from './messages';
import { SmokeError, stagesOf, told, type Bench, type Stage } from './stages';

const send = process.send?.bind(process);
const exit = process.exit.bind(process);
const say = (message: SmokeMessage): void => {
  send?.(message);
};

process.once('disconnect', () => exit(0));
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});
// The watching process ends this one when it has heard enough.
process.once('message', (spec: SubjectSpec) => {
  go(spec).catch(() => exit(1));
});

async function go(spec: SubjectSpec): Promise<void> {
  const bench: Bench = { spec };
  for (const [stage, { culprit, run, remedy }] of stagesOf(spec).entries()) {
    say({ kind: 'begin', stage });
    try {
      await run(bench);
    } catch (error) {
      say({ kind: 'failed', stage, failed: failureOf(error, { culprit, remedy }) });
      return;
    }
    say({ kind: 'passed', stage });
  }
  say({ kind: 'done', name: bench.subject?.name ?? spec.text, lacks: { ...bench.subject?.lacks } });
}

function failureOf(error: unknown, { culprit, remedy }: Pick<Stage, 'culprit' | 'remedy'>) {
  if (error instanceof SmokeError) return { culprit: error.culprit, message: error.message, remedy: error.remedy };
  if (error instanceof UsageError) return { culprit, message: error.message, remedy: error.remedy ?? remedy };
  return { culprit, message: `it threw ${told(error)}`, remedy };
}
