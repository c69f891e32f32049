/** `loopcert explain`: all that is known about a clause, or which clauses a name or a glob means. */
import type { Command } from 'commander';
import type { Clause } from '../../../spec';
import { SUITES, testId, type TestCase } from '../../../suites';
import { findClauses } from '../../plan/find-clauses';
import { testSource } from '../../plan/test-sources';
import { whereabouts } from '../../plan/whereabouts';
import { deviationsFrom } from '../../subjects/deviations';

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('print a clause: statement, level, versions, source, tests, and which known loops deviate')
    .argument('<clause>', 'its id; a glob, or a bare name such as call_soon, prints what it means')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      "\nExamples:\n  $ loopcert explain callbacks.call_soon.fifo\n  $ loopcert explain handles.get_context --json\n  $ loopcert explain call_soon\n  $ loopcert explain 'timers.*'",
    )
    .action((text: string, { json }: { readonly json?: boolean }) => {
      const clauses = findClauses(text);
      process.stdout.write(json === true ? jsonOf(clauses) : textOfAll(clauses));
    });
}

function jsonOf(clauses: readonly Clause[]): string {
  const facts = clauses.map(factsOf);
  return `${JSON.stringify(facts.length === 1 ? facts[0] : facts, null, 2)}\n`;
}

function textOfAll(clauses: readonly Clause[]): string {
  const [only, ...more] = clauses;
  if (only !== undefined && more.length === 0) return textOf(only);
  return clauses.map(({ id, level, statement }) => `${id} [${level}] ${statement}\n`).join('');
}

export function testsOf(clause: Clause): readonly TestCase[] {
  return SUITES.flatMap((suite) => suite.tests).filter((test) => test.clause === clause.id);
}

function factsOf(clause: Clause): object {
  const tests = testsOf(clause).map((test) => {
    const id = testId(test);
    return { id, title: test.title, on: test.options.on ?? 'any', ...sourceOf(test) };
  });
  return { ...clause, ...whereabouts(clause), tests, deviations: deviationsFrom(clause.id) };
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
    ...placesOf(clause),
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

/** In a checkout: where to look further. */
function placesOf(clause: Clause): readonly string[] {
  const found = whereabouts(clause);
  if (found === undefined) return [];
  const tested = testsOf(clause).flatMap((test) => {
    const { file, line } = sourceOf(test);
    return file === undefined ? [] : [`${file}:${String(line)}`];
  });
  const row = (name: string, places: readonly string[]): readonly string[] =>
    places.length === 0 ? [] : [`${name.padEnd(9)} ${[...new Set(places)].join(', ')}`];
  return [
    '',
    ...row('stated at', found.stated),
    ...row('tested at', tested),
    ...row('kept by', found.kept),
    ...row('caught on', found.caught),
  ];
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
