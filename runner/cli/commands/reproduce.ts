/** `loopcert reproduce`: a stand-alone script that shows a failure, for a report to the loop's author. */
import type { Command } from 'commander';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../errors';
import { MOST_LINES } from '../../reproduce/parts/most-lines';
import { commandWords, parseSubject, shellQuote, type PythonOptions } from '../../subjects/subject-spec';
import { isEsModule } from '../../subjects/typescript/package-type';
import { collect } from '../shared/options';
import { findOneClause } from '../../plan/find-clauses';
import { testsOf } from './explain';

interface ReproduceFlags extends PythonOptions {
  readonly out?: string;
  readonly test?: string;
  readonly verify: boolean;
}

export function registerReproduce(program: Command): void {
  program
    .command('reproduce')
    .description(
      `write a script of at most ${String(MOST_LINES)} lines that shows how a subject breaks a clause, without the kit`,
    )
    .argument('<clause>', 'its id')
    .argument('<subject>', 'reference, selector, cpython, ./module.ts[#export], python:module:factory[?arg=x]')
    .option('--out <file>', 'write it there instead of to the standard output')
    .option('--test <text>', 'take the test with this text in its title; the first that fails when left out')
    .option('--no-verify', 'do not run the script before handing it out')
    .option('--python <python>', 'interpreter: a path, a name, a version such as 3.12, a virtual environment')
    .option('--python-path <dir>', 'folder to import Python loops from (repeatable)', collect)
    .addHelpText(
      'after',
      `
The script is JavaScript for a TypeScript loop, Python for a Python loop. It is handed out only after it was seen to fail on
the subject and to pass on the reference, or on CPython's own loop.

Examples:
  $ loopcert reproduce callbacks.call_soon.fifo ./my-loop.ts --out fifo.js
  $ loopcert reproduce handles.timer_is_handle python:uvloop:new_event_loop --python .venv

Exit code 2 when there is nothing to show, or no script can be made; the message says which.`,
    )
    .action(async (id: string, text: string, flags: ReproduceFlags) => {
      await run(id, text, flags);
    });
}

/** Loaded when it is asked for: the compiler takes as long to load as all else that a command needs. */
function maker(): typeof import('../../reproduce/reproduce') {
  return require('../../reproduce/reproduce') as typeof import('../../reproduce/reproduce');
}

async function run(id: string, text: string, { out, test, verify, ...python }: ReproduceFlags): Promise<void> {
  const clause = findOneClause(id);
  const spec = parseSubject(text, python);
  const titles = testsOf(clause).map(({ title }) => title);
  if (test !== undefined && !titles.some((title) => title.includes(test)))
    throw new UsageError(`no test of ${id} has "${test}" in its title`, `its tests: ${titles.join('; ')}`);
  if (out !== undefined && !existsSync(dirname(resolve(out))))
    throw new UsageError(`there is no folder ${dirname(out)}`, 'make it first, or name another');
  const file = resolve(out ?? 'script.js');
  const { needsEsModule, reproduce } = maker();
  const asModule = needsEsModule(spec) && !isEsModule(file);
  if (asModule && out !== undefined)
    throw new UsageError(
      `${text} is an ES module, which ${out} could not wait for`,
      `name the script ${out.replace(/\.\w+$/, '')}.mjs`,
    );
  const { made, reasons } = await reproduce({ clause, spec, test, verify, file });
  if (made === undefined) {
    const all = reasons.every(({ reason }) => reason === 'it passes on this subject');
    const which = reasons.map((one) => `${one.test.title}: ${one.reason}`).join('\n          ');
    throw new UsageError(
      all
        ? `${text} keeps ${id} in every test of it, so there is nothing to reproduce`
        : `no script can be made of ${id} for ${text}`,
      all
        ? undefined
        : `${which}\n          run it in the kit instead: loopcert run ${commandWords(spec)} --clause ${shellQuote(id)}`,
    );
  }
  const script = `${made.lines.join('\n')}\n`;
  if (asModule) process.stderr.write('loopcert: the script is an ES module: give its file the ending .mjs\n');
  if (out === undefined) process.stdout.write(script);
  else {
    writeFileSync(out, script);
    const seen = made.message === undefined ? 'not tried' : `it fails on ${text}: ${made.message}`;
    process.stdout.write(`wrote ${out} (${String(made.lines.length)} lines; ${seen})\n`);
  }
}
