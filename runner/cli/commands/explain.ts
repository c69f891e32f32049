/** `loopcert explain`: all that is known about a clause. */
import type { Command } from 'commander';
import { CLAUSES, findClause, type Clause } from '../../../spec';
import { SUITES, testId, type TestCase } from '../../../suites';
import { suggestion, UsageError } from '../../errors';
import { testSource } from '../../plan/test-sources';
import { deviationsFrom } from '../../subjects/deviations';

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('print a clause: statement, level, versions, source, tests, and which known loops deviate')
    .argument('<clause>', 'its id')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ loopcert explain callbacks.call_soon.fifo\n  $ loopcert explain handles.get_context --json',
    )
    .action((id: string, { json }: { readonly json?: boolean }) => {
      const clause = clauseOf(id);
      process.stdout.write(json === true ? `${JSON.stringify(factsOf(clause), null, 2)}\n` : textOf(clause));
    });
}

/** @throws UsageError for an id that there is not. */
export function clauseOf(id: string): Clause {
  const clause = findClause(id);
  if (clause !== undefined) return clause;
  const ids = CLAUSES.map((known) => known.id);
  const inside = ids.filter((known) => known.startsWith(`${id}.`));
  const otherwise =
    inside.length > 0 ? `its clauses are ${inside.join(', ')}` : '`loopcert list clauses` shows them all';
  throw new UsageError(`there is no clause "${id}"`, suggestion(id, ids, otherwise));
}

export function testsOf(clause: Clause): readonly TestCase[] {
  return SUITES.flatMap((suite) => suite.tests).filter((test) => test.clause === clause.id);
}

function factsOf(clause: Clause): object {
  const tests = testsOf(clause).map((test) => {
    const id = testId(test);
    return { id, title: test.title, on: test.options.on ?? 'any', ...sourceOf(test) };
  });
  return { ...clause, tests, deviations: deviationsFrom(clause.id) };
}

/** What stands in the suite; the compiled body where the build script did not run. */
function sourceOf(test: TestCase): { readonly file?: string; readonly line?: number; readonly text: string } {
  return testSource(testId(test)) ?? { text: dedent(test.body.toString()) };
}

function textOf(clause: Clause): string {
  const { id, level, profile, statement, api, source, since, until, needs, pythonOnly, untested, note } = clause;
  const fact = (name: string, value: string | undefined): readonly string[] =>
    value === undefined ? [] : [`${name.padEnd(9)} ${value}`];
  const lines = [
    id,
    '',
    `  ${statement}`,
    '',
    ...fact('level', level),
    ...fact('profile', profile),
    ...fact('binds', api.join(', ')),
    ...fact('versions', until === undefined ? `since ${since}` : `${since} until ${until}`),
    ...fact('source', source),
    ...fact('needs', needs?.join(', ')),
    ...fact('Python', pythonOnly === undefined ? undefined : `only: ${pythonOnly}`),
    ...fact('untested', untested),
    ...fact('note', note),
    ...deviationsFrom(id).flatMap((known) => [
      '',
      `deviates: ${known.subject}${versions(known.since, known.until)}`,
      `    ${known.reason}`,
      ...(known.link === undefined ? [] : [`    ${known.link}`]),
    ]),
    ...testsOf(clause).flatMap((test) => {
      const { file, line, text } = sourceOf(test);
      return [
        '',
        `test: ${test.title}${test.options.on === undefined ? '' : ` (${test.options.on} subjects)`}`,
        ...(file === undefined ? [] : [`    ${file}:${String(line)}`]),
        '',
        ...text.split('\n').map((row) => (row === '' ? '' : `    ${row}`)),
      ];
    }),
  ];
  return `${lines.join('\n')}\n`;
}

function versions(since: string | undefined, until: string | undefined): string {
  if (since === undefined) return until === undefined ? '' : ` until ${until}`;
  return until === undefined ? ` since ${since}` : ` from ${since} until ${until}`;
}

function dedent(source: string): string {
  const [first = '', ...rest] = source.split('\n');
  const margin = Math.min(...rest.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return [first, ...rest.map((line) => line.slice(Number.isFinite(margin) ? margin : 0))].join('\n');
}
