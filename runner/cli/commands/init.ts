/** `loopcert init`: an adapter, a config file and a CI workflow that work as they are written. */
import { Option, type Command } from 'commander';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../../errors';
import { kitSource } from '../../init/kit-source';
import { pythonLoop, typescriptLoop, type LoopIn } from '../../init/loop-in';
import { planInit, type InitPlan } from '../../init/plan';
import { askLoop, defaultLoop, onTerminal } from '../../init/questions';

interface InitFlags {
  readonly typescript?: string | true;
  readonly python?: string;
  readonly kit?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
}

export function registerInit(program: Command): void {
  program
    .command('init')
    .description('write an adapter, a config file and a CI workflow for a loop of yours')
    .argument('[dir]', 'the folder of the project', '.')
    .addOption(
      new Option(
        '--typescript [path[#export]]',
        "a TypeScript loop; without a path, start from the reference's",
      ).conflicts('python'),
    )
    .option('--python <module:factory>', 'a Python loop')
    .option(
      '--kit <reference>',
      'where the workflow gets loopcert: a version, a path, or git such as github:owner/loopcert#main',
    )
    .option('--dry-run', 'only print what would be written')
    .option('--force', 'overwrite files that exist')
    .addHelpText(
      'after',
      `
Asks on a terminal what is not given; elsewhere it takes the language from the folder.

Examples:
  $ loopcert init
  $ loopcert init --typescript ./src/my-loop.ts#MyLoop
  $ loopcert init --kit ./vendor/loopcert-0.1.0.tgz       where it is on no registry
  $ loopcert init --python mypkg.loops:new_event_loop --dry-run`,
    )
    .action(async (dir: string, flags: InitFlags) => {
      const folder = folderAt(dir);
      const kit = flags.kit === undefined ? undefined : kitSource(flags.kit, folder);
      const plan = planInit(folder, await loopOf(dir, flags), kit);
      const inTheWay = plan.files.filter(({ exists }) => exists);
      if (flags.dryRun !== true && flags.force !== true && inTheWay.length > 0) {
        throw new UsageError(
          `${inTheWay.map(({ path }) => path).join(', ')} would be overwritten; nothing was written`,
          'see what would be written with --dry-run, or overwrite with --force',
        );
      }
      for (const { path, text, exists } of plan.files) {
        const verb = exists ? 'overwrite' : 'write';
        process.stdout.write(
          flags.dryRun === true ? `would ${verb} ${path}:\n\n${indent(text)}\n` : `${verb} ${path}\n`,
        );
        if (flags.dryRun === true) continue;
        mkdirSync(dirname(join(plan.folder, path)), { recursive: true });
        writeFileSync(join(plan.folder, path), text);
      }
      if (flags.dryRun !== true) process.stdout.write(nextSteps(plan));
    });
}

function folderAt(dir: string): string {
  const folder = resolve(dir);
  if (!existsSync(folder)) throw new UsageError(`there is no folder ${dir}`, 'make it first, or name another');
  if (!statSync(folder).isDirectory()) throw new UsageError(`${dir} is not a folder`, 'name the folder of the project');
  return folder;
}

async function loopOf(dir: string, { typescript, python }: InitFlags): Promise<LoopIn> {
  if (python !== undefined) return pythonLoop(python);
  if (typescript !== undefined) return typescript === true ? { language: 'typescript' } : typescriptLoop(typescript);
  return process.stdin.isTTY && process.stdout.isTTY ? onTerminal((ask) => askLoop(dir, ask)) : defaultLoop(dir);
}

function nextSteps({ folder, subject, files }: InitPlan): string {
  const here = relative(process.cwd(), folder);
  const python = subject.startsWith('python:');
  const steps = [
    ...(here === '' ? [] : [`$ cd ${here}`]),
    ...(python ? [] : ['$ npm install --save-dev loopcert']),
    `$ npx loopcert smoke ${subject}    # does the adapter work?`,
    '$ npx loopcert run                 # certify what the config names',
  ];
  return `\nNext: see to it that ${files[0]?.path ?? ''} makes your loop, then\n\n${steps.map((step) => `  ${step}\n`).join('')}`;
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}
