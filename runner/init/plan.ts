/** Which files init writes, as data: the command prints it, writes it, or both. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { KIT } from '../results/kit';
import type { KitSource } from './kit-source';
import type { LoopIn } from './loop-in';
import { config, PYTHON_ADAPTER, pythonAdapter, TYPESCRIPT_ADAPTER, typescriptAdapter, workflow } from './templates';

export interface PlannedFile {
  /** From the folder of the project. */
  readonly path: string;
  readonly text: string;
  readonly exists: boolean;
}
export interface InitPlan {
  readonly folder: string;
  /** As \`loopcert run\` takes it in that folder. */
  readonly subject: string;
  readonly files: readonly PlannedFile[];
}

export function planInit(
  folder: string,
  loop: LoopIn,
  kit: KitSource = { kind: 'registry', version: `^${KIT.version}` },
): InitPlan {
  const python = loop.language === 'python';
  const subject = python ? `python:${PYTHON_ADAPTER.replace('.py', '')}:new_event_loop` : `./${TYPESCRIPT_ADAPTER}`;
  const installable = ['pyproject.toml', 'setup.py'].some((name) => existsSync(join(folder, name)));
  const texts: readonly (readonly [string, string])[] = [
    python
      ? [PYTHON_ADAPTER, pythonAdapter(loop)]
      : [TYPESCRIPT_ADAPTER, typescriptAdapter(folder, loop, nameOf(folder, loop))],
    ['loopcert.config.ts', config(subject, python)],
    [
      '.github/workflows/loopcert.yml',
      workflow(kit, python ? { installable } : { locked: existsSync(join(folder, 'package-lock.json')) }),
    ],
  ];
  const files = texts.map(([path, text]) => ({ path, text, exists: existsSync(join(folder, path)) }));
  return { folder, subject, files };
}

/** Plain enough to stand in quotes, whatever the folder is called. */
function nameOf(folder: string, loop: LoopIn & { language: 'typescript' }): string {
  const name = loop.path === undefined || loop.export === 'default' ? basename(resolve(folder)) : loop.export;
  return (name === 'newEventLoop' ? basename(resolve(folder)) : name).replace(/[^\w.@-]+/g, '-') || 'my-loop';
}
