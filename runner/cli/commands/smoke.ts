/** `loopcert smoke`: whether an adapter works at all, and if not, whether it or the loop is to blame. */
import type { Command } from 'commander';
import { EXIT } from '../../results/verdict';
import { smoke } from '../../smoke/smoke';
import { commandWords, parseSubject, type PythonOptions } from '../../subjects/subject-spec';
import { collect } from '../shared/options';

export function registerSmoke(program: Command): void {
  program
    .command('smoke')
    .description("try a subject in a second: is a failure the adapter's or the loop's?")
    .argument('<subject>', 'reference, selector, cpython, ./module.ts[#export], python:module:factory[?arg=x]')
    .option('--python <python>', 'interpreter: a path, a name, a version such as 3.12, a virtual environment')
    .option('--python-path <dir>', 'folder to import Python loops from (repeatable)', collect)
    .addHelpText(
      'after',
      `
Examples:
  $ loopcert smoke ./my-loop.ts
  $ loopcert smoke python:uvloop:new_event_loop --python .venv

Exit codes: 0 the adapter works, 1 the loop is at fault, 2 the adapter is.`,
    )
    .action(async (text: string, flags: PythonOptions) => {
      process.exitCode = await run(text, flags);
    });
}

async function run(text: string, flags: PythonOptions): Promise<number> {
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  const spec = parseSubject(text, flags);
  const { failed, lacks, seconds } = await smoke(spec, (title) => say(`  ok    ${title}`));
  if (failed === undefined) {
    for (const [profile, reason] of Object.entries(lacks)) say(`  lacks ${profile}: ${reason}`);
    say(`${text} works, in ${seconds.toFixed(1)} s; certify it with: loopcert run ${commandWords(spec)}`);
    return EXIT.conformant;
  }
  say(`  FAIL  ${failed.stage}`);
  say(`        ${failed.message}`);
  say(`        remedy: ${failed.remedy}`);
  say(failed.culprit === 'adapter' ? 'The adapter is at fault.' : 'The adapter works; the loop is at fault.');
  return failed.culprit === 'adapter' ? EXIT.usage : EXIT.nonconformant;
}
