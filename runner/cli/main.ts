#!/usr/bin/env node
/** The command line: one file a command. A user's mistake is one line and a remedy; anything else is ours. */
import { Command, CommanderError } from 'commander';
import { UsageError } from '../errors';
import { killAllWorkers } from '../execution/worker-process';
import { WriteError } from '../results/files';
import { KIT } from '../results/kit';
import { EXIT } from '../results/verdict';
import { registerBaseline } from './commands/baseline';
import { registerDiff } from './commands/diff';
import { registerDoctor } from './commands/doctor';
import { registerExplain } from './commands/explain';
import { registerHistory } from './commands/history';
import { registerInit } from './commands/init';
import { registerList } from './commands/list';
import { registerMerge } from './commands/merge';
import { registerReport } from './commands/report';
import { registerReproduce } from './commands/reproduce';
import { registerRun } from './commands/run';
import { registerSmoke } from './commands/smoke';
import { registerVerify } from './commands/verify';

export function program(): Command {
  const root = new Command('loopcert')
    .description('Certifies asyncio-style event loops, clause by clause.')
    .version(KIT.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .showSuggestionAfterError()
    .exitOverride()
    .showHelpAfterError('          add --help to see what there is')
    .configureOutput({ outputError: (text, write) => write(commandersError(text)) })
    .addHelpText(
      'after',
      `
Examples:
  $ loopcert run reference cpython           certify two loops
  $ loopcert run ./my-loop.ts --out out      certify a loop of yours, write its record
  $ loopcert run python:uvloop:new_event_loop
  $ loopcert report out/*.json --out report.html
  $ loopcert diff old.json new.json          what a loop gained and lost
  $ loopcert verify out/my-loop.json         whether a record is what a run wrote
  $ loopcert list clauses --json             every clause, for programs
  $ loopcert explain callbacks.call_soon.fifo
  $ loopcert reproduce callbacks.call_soon.fifo ./my-loop.ts    for a bug report
  $ loopcert init                            begin with a loop of yours

Exit codes: 0 conformant, 1 a must does not hold, 2 wrong usage, 3 the run could not be finished,
or met an error of the kit's own.`,
    );
  registerRun(root);
  registerMerge(root);
  registerDiff(root);
  registerHistory(root);
  registerBaseline(root);
  registerReport(root);
  registerList(root);
  registerExplain(root);
  registerInit(root);
  registerReproduce(root);
  registerSmoke(root);
  registerDoctor(root);
  registerVerify(root);
  return root;
}

async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    killAllWorkers();
    process.exitCode = report(error);
  }
}

/** In the form of our own errors. */
function commandersError(text: string): string {
  return text.replace(/^error: /, 'loopcert: ').replace(/^\(Did you mean (.*)\?\)$/m, '          did you mean "$1"?');
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
  if (error instanceof UsageError) {
    process.stderr.write(`loopcert: ${error.message}\n`);
    if (error.remedy !== undefined) process.stderr.write(`          ${error.remedy}\n`);
    return EXIT.usage;
  }
  if (error instanceof WriteError) {
    process.stderr.write(`loopcert: ${error.message}\n`);
    return EXIT.incomplete;
  }
  process.stderr.write(
    `loopcert failed, which is a fault of its own: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.incomplete;
}

// A reader that has seen enough, such as head, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  // What cannot be told is no verdict.
  process.stderr.write(`loopcert: the standard output cannot be written: ${error.message}\n`);
  killAllWorkers();
  process.exit(EXIT.incomplete);
});

if (require.main === module) main().catch((error: unknown) => process.exit(report(error)));
