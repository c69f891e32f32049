/** `loopcert list`: what there is. */
import type { Command } from 'commander';
import { appliesTo, CLAUSES, PROFILES } from '../../../spec';
import { SUITES, testId } from '../../../suites';
import { suggestion, UsageError } from '../../errors';
import { NAMED_SUBJECTS } from '../../subjects/subject-spec';
import { checkVersion } from '../shared/run-settings';

interface ListFlags {
  readonly json?: boolean;
  readonly pythonVersion?: string;
}
const KINDS = ['clauses', 'tests', 'profiles', 'subjects'] as const;

export function registerList(program: Command): void {
  program
    .command('list')
    .description('print clauses, tests, profiles or subjects')
    .argument('[what]', KINDS.join(', '), 'clauses')
    .option('--json', 'as JSON')
    .option('--python-version <version>', 'only clauses that hold for this version of the contract')
    .addHelpText(
      'after',
      '\nExamples:\n  $ loopcert list clauses --python-version 3.11\n  $ loopcert list tests --json',
    )
    .action((what: string, flags: ListFlags) => {
      checkVersion(flags.pythonVersion);
      const rows = rowsOf(what, flags.pythonVersion);
      if (flags.json === true) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      else for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
    });
}

type Row = Readonly<Record<string, unknown>>;

function rowsOf(what: string, version: string | undefined): readonly Row[] {
  const clauses = CLAUSES.filter((clause) => version === undefined || appliesTo(clause, version));
  const tests = SUITES.flatMap((suite) => suite.tests);
  switch (what) {
    case 'clauses':
      return clauses.map(({ id, level, profile, since, until, statement, api, untested, pythonOnly }) => ({
        id,
        level,
        profile,
        since,
        ...(until === undefined ? {} : { until }),
        statement,
        api,
        tests: tests.filter((test) => test.clause === id).map((test) => test.title),
        ...(untested === undefined ? {} : { untested }),
        ...(pythonOnly === undefined ? {} : { pythonOnly }),
      }));
    case 'tests':
      return tests
        .filter((test) => clauses.some(({ id }) => id === test.clause))
        .map((test) => ({ id: testId(test), clause: test.clause, title: test.title, on: test.options.on ?? 'any' }));
    case 'profiles':
      return PROFILES.map((id) => ({ id, clauses: clauses.filter(({ profile }) => profile === id).length }));
    case 'subjects':
      return [
        ...Object.entries(NAMED_SUBJECTS).map(([id, about]) => ({ id, about })),
        { id: './module.ts[#export]', about: 'a loop factory or a Subject that a module exports' },
        { id: 'python:module:factory[?arg=x]', about: 'a loop of a python3 on this machine' },
      ];
    default:
      throw new UsageError(`there is no list of "${what}"`, suggestion(what, KINDS, `there are ${KINDS.join(', ')}`));
  }
}

function lineOf(row: Row): string {
  const { id, level, statement, about, clauses } = row;
  if (typeof level === 'string') return `${String(id)} [${level}] ${String(statement)}`;
  if (about !== undefined) return `${String(id).padEnd(32)} ${String(about)}`;
  return clauses === undefined ? String(id) : `${String(id).padEnd(12)} ${String(clauses)} clauses`;
}
