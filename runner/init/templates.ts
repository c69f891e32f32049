/** The text of the files that init writes. Each works as it is written; what a user will change has a comment. */
import type { LoopIn } from './loop-in';
import { kitCommands, type KitSource } from './kit-source';
import { importPath } from './loop-in';

export const TYPESCRIPT_ADAPTER = 'loopcert.adapter.ts';
export const PYTHON_ADAPTER = 'loopcert_adapter.py';

export function typescriptAdapter(folder: string, loop: LoopIn & { language: 'typescript' }, name: string): string {
  const make =
    loop.path === undefined
      ? [`// Put your loop in the place of the reference's.`, `import { asyncio } from 'loopcert/reference';`]
      : [
          `import ${loop.export === 'default' ? 'makeLoop' : `{ ${loop.export} }`} from '${importPath(folder, loop.path)}';`,
        ];
  const made = loop.path === undefined ? 'asyncio.newEventLoop' : loop.export === 'default' ? 'makeLoop' : loop.export;
  const call = loop.path !== undefined && loop.made === 'new' ? `new ${made}()` : `${made}()`;
  return `/** The adapter: how loopcert makes a loop of ours, and what it should know about it. */
import type { Subject } from 'loopcert/spec';
${make.join('\n')}

export const subject: Subject = {
  name: '${name}',
  /** A new loop: open, stopped, sharing nothing with the ones before. */
  newEventLoop: () => ${call},
  // Profiles it does not offer, each with the reason; a false declaration is reported.
  lacks: {},
  // Known differences that you stand by: { clause, reason, link }. They explain a failure and excuse none.
  deviations: [],
};
`;
}

export function pythonAdapter({ module, factory }: LoopIn & { language: 'python' }): string {
  const version = module === 'asyncio' ? 'platform.python_version()' : `getattr(${top(module)}, '__version__', '')`;
  return `"""The adapter: how loopcert makes a loop of ours."""
import ${module === 'asyncio' ? 'asyncio\nimport platform' : module}

#: What the reports call the version of the loop.
__version__ = ${version}


def new_event_loop():
    """A new loop: open, stopped, sharing nothing with the ones before."""
    return ${module}.${factory}()
`;
}

export function config(subject: string, python: boolean): string {
  return `/** What \`loopcert run\` does here; flags override it. */
import type { LoopcertConfig } from 'loopcert';

const config: LoopcertConfig = {
  subjects: ['${subject}'],
  // Only these profiles: ['core', 'task', 'lifetime']. All of them when left out.
  // profiles: [],
  // Failures that you know, each with a reason: \`loopcert baseline update\` writes the file.
  // baseline: 'loopcert.baseline.json',${python ? `\n  // An interpreter: a path, a version such as '3.12', or the folder of a virtual environment.\n  // python: '.venv',` : ''}
  reporters: ['terminal', 'junit'],
  out: 'loopcert-out',
};

export default config;
`;
}

/** What has to be installed before the loop can be imported. */
export type Setup = { readonly installable: boolean } | { readonly locked: boolean };

export function workflow(source: KitSource, setup: Setup): string {
  const { have, run } = kitCommands(source);
  return `name: loopcert
on: [push, pull_request]
permissions:
  contents: read
jobs:
  certify:
    runs-on: ubuntu-latest
    timeout-minutes: 20
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: '22'
${install(setup)}${have.length === 0 ? '' : `\n      - run: |\n${have.map((line) => `          ${line}`).join('\n')}`}
      - run: ${run}
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: loopcert
          path: loopcert-out
`;
}

function install(setup: Setup): string {
  if ('locked' in setup) return `      - run: npm ${setup.locked ? 'ci' : 'install'}`;
  const python = `      - uses: actions/setup-python@v5
        with:
          python-version: '3.13'`;
  return setup.installable ? `${python}\n      - run: pip install .` : python;
}

function top(module: string): string {
  return module.split('.')[0] as string;
}
