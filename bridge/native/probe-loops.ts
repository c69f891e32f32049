/** Which known loops an interpreter can import. */
import { execFile } from 'node:child_process';
import { findPython } from './find-python';

export interface ProbedLoop {
  /** As a subject: `python:uvloop:new_event_loop`. */
  readonly subject: string;
  readonly version?: string;
  /** Why it cannot be imported. */
  readonly problem?: string;
}

/** Import name and factory; the distribution is the import name, a hyphen for an underscore. */
const KNOWN: readonly (readonly [module: string, factory: string])[] = [
  ['asyncio', 'SelectorEventLoop'],
  ['uvloop', 'new_event_loop'],
  ['rloop', 'new_event_loop'],
  ['rsloop', 'new_event_loop'],
  ['zuvloop', 'new_event_loop'],
  ['winloop', 'new_event_loop'],
  ['leviathan', 'Loop'],
  ['qasync', 'QEventLoop'],
  ['trio_asyncio', 'open_loop'],
];

const SOURCE = `
import importlib, json, platform, sys
answers = {}
for name in sys.argv[1:]:
    try:
        module = importlib.import_module(name)
        version = getattr(module, '__version__', None)
        if version is None:
            try:
                from importlib import metadata
                version = metadata.version(name.replace('_', '-'))
            except Exception:
                version = platform.python_version() if name == 'asyncio' else ''
        answers[name] = {'version': str(version)}
    except BaseException as error:
        answers[name] = {'problem': '%s: %s' % (type(error).__name__, error)}
print('\\n' + json.dumps(answers))
`;

/** What `python` (a path, name, version or environment) offers of the loops known by name. @throws BridgeError */
export async function probeLoops(python: string): Promise<readonly ProbedLoop[]> {
  const path = await findPython(python);
  const names = KNOWN.map(([module]) => module);
  const stdout = await new Promise<string>((resolve, reject) => {
    execFile(path, ['-c', SOURCE, ...names], { timeout: 30_000, killSignal: 'SIGKILL' }, (error, output) => {
      if (error === null) resolve(output);
      else reject(new Error(`${path} could not be asked for loops: ${error.message}`));
    });
  });
  const answers = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Record<string, Omit<ProbedLoop, 'subject'>>;
  return KNOWN.map(([module, factory]) => ({ subject: `python:${module}:${factory}`, ...answers[module] }));
}
