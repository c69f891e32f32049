/** How a script comes by the loop: the user's own module, and nothing of the kit where none of it is part of the subject. */
import { spawnSync } from 'node:child_process';
import { isAbsolute, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../errors';
import type { SubjectSpec } from '../subjects/subject-spec';
import type { LoopLines } from './javascript/script';
import type { LoopMaker } from './python/script';
import type { Export } from './describe-export';
import { refuse } from './parts/refusal';
import { isEsModule, isTypeScript } from '../subjects/typescript/package-type';

const REFERENCE = "require('loopcert/reference')";

export const referenceLines: LoopLines = () => [`const { asyncio, asyncio: { newEventLoop } } = ${REFERENCE};`];

export const selectorLines: LoopLines = () => [
  `const { asyncio, SelectorEventLoop } = ${REFERENCE};`,
  'const newEventLoop = () => new SelectorEventLoop();',
];

/** For a script in `folder`; absolute where that is undefined. */
export function moduleLines(spec: SubjectSpec & { kind: 'module' }, folder: string | undefined): LoopLines {
  const { name, callable, parts, loop } = describe(spec);
  const path = JSON.stringify(folder === undefined ? spec.path : near(folder, spec.path));
  const member = name === '' ? '' : `.${name}`;
  const url = JSON.stringify(folder === undefined ? pathToFileURL(spec.path).href : near(folder, spec.path));
  const exported = isEsModule(spec.path) ? `(await import(${url}))${member}` : `require(${path})${member}`;
  return ({ asyncio }) => [
    ...(isTypeScript(spec.path)
      ? [`require('loopcert/typescript').registerTypeScript(require.resolve(${path}));`]
      : []),
    ...(callable ? [`const newEventLoop = ${exported};`] : [`const subject = ${exported};`]),
    ...(asyncio || !loop ? [`const asyncio = { ...${REFERENCE}.asyncio${parts ? ', ...subject.asyncio' : ''} };`] : []),
    ...(callable ? [] : loop ? ['const newEventLoop = () => subject.newEventLoop();'] : PARTS_ON_THE_REFERENCE),
  ];
}

/** As the kit itself puts them together. */
const PARTS_ON_THE_REFERENCE = [
  'const newEventLoop = () => {',
  `  const loop = ${REFERENCE}.asyncio.newEventLoop(), { Future, Task } = subject.asyncio;`,
  '  if (Future) loop.createFuture = () => new Future({ loop });',
  '  if (Task) loop.createTask = (coro, options) => new Task(coro, { ...options, loop });',
  '  return loop;',
  '};',
];

/** What the module exports, found out in a process of its own. */
function describe(spec: SubjectSpec & { kind: 'module' }): Export {
  const args = [join(__dirname, 'describe-export.js'), spec.path, ...(spec.export === undefined ? [] : [spec.export])];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0)
    throw new UsageError(
      `${spec.text} cannot be loaded: ${stderr.trim().split('\n')[0] ?? ''}`,
      'try `loopcert smoke`',
    );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Export;
}

function near(folder: string, path: string): string {
  const way = relative(folder, path).replaceAll('\\', '/');
  return isAbsolute(way) || way.startsWith('.') ? way : `./${way}`;
}

export function pythonMaker(spec: SubjectSpec): LoopMaker {
  if (spec.kind !== 'python') return { imports: [], expression: 'asyncio.new_event_loop()', path: [] };
  const { module, factory, args, pythonPath, implementation } = spec;
  if (implementation === 'python') refuse('it would need an interpreter without the accelerated Future and Task');
  if (module === 'asyncio' && args['selector'] !== undefined) {
    const { selector, ...rest } = args;
    if (Object.keys(rest).length > 0) refuse('the factory takes further arguments beside a selector');
    const name = `${selector.charAt(0).toUpperCase()}${selector.slice(1)}Selector`;
    return { imports: ['selectors'], expression: `asyncio.${factory}(selectors.${name}())`, path: pythonPath };
  }
  const keywords = Object.entries(args).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return { imports: [module], expression: `${module}.${factory}(${keywords.join(', ')})`, path: pythonPath };
}

/** CPython's own loop on the same interpreter. */
export const oracleMaker: LoopMaker = { imports: [], expression: 'asyncio.new_event_loop()', path: [] };
