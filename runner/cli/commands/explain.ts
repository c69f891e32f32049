/** `loopcert explain`: all that is known about a clause. */
import type { Command } from 'commander';
import { CLAUSES, findClause } from '../../../spec';
import { SUITES } from '../../../suites';
import { suggestion, UsageError } from '../../errors';

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('print a clause: statement, level, versions, source, and how it is tested')
    .argument('<clause>', 'its id')
    .addHelpText('after', '\nExample:\n  $ loopcert explain callbacks.call_soon.fifo')
    .action((id: string) => {
      process.stdout.write(explain(id));
    });
}

function explain(id: string): string {
  const clause = findClause(id);
  if (clause === undefined) {
    const ids = CLAUSES.map((known) => known.id);
    const inside = ids.filter((known) => known.startsWith(`${id}.`));
    const otherwise =
      inside.length > 0 ? `its clauses are ${inside.join(', ')}` : '`loopcert list clauses` shows them all';
    throw new UsageError(`there is no clause "${id}"`, suggestion(id, ids, otherwise));
  }
  const { level, profile, statement, api, source, since, until, needs, pythonOnly, untested, note } = clause;
  const tests = SUITES.flatMap((suite) => suite.tests).filter((test) => test.clause === id);
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
    ...tests.flatMap((test) => [
      '',
      `test: ${test.title}${test.options.on === undefined ? '' : ` (${test.options.on} subjects)`}`,
      '',
      ...indent(test.body.toString()),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function indent(source: string): readonly string[] {
  const lines = source.split('\n');
  const margin = Math.min(
    ...lines
      .slice(1)
      .filter((line) => line.trim() !== '')
      .map((line) => line.search(/\S/)),
    40,
  );
  return lines.map((line, i) => `    ${i === 0 ? line : line.slice(Number.isFinite(margin) ? margin : 0)}`);
}
