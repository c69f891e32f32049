/** The interpreters of the machine, and the loops that each can import. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions, OLDEST_CONTRACT } from '../../spec';
import { bridgeLayer } from '../subjects/open-subject';
import type { Finding, PythonFinding } from './findings';
import { told } from './host';

/** The script is there in a checkout only. */
const SETUP = existsSync(join(__dirname, '..', '..', '..', 'scripts', 'setup-python.mjs'))
  ? 'npm run setup:python'
  : 'python3 -m venv .venv && .venv/bin/pip install uvloop, then --python .venv';

export async function findInterpreters(): Promise<readonly PythonFinding[]> {
  const { findPythons, probeLoops } = bridgeLayer();
  const found = [...(await findPythons())];
  // The one that `npm run setup:python` makes is on nobody's PATH.
  const made = join(process.cwd(), '.venv', 'bin', 'python');
  if (existsSync(made) && !found.some(({ path }) => path === made)) {
    found.push({ path: made, version: '', implementation: '' });
  }
  const all: PythonFinding[] = [];
  // Two at a time: each starts a process.
  const queue = [...found.entries()];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [place, { path, version, implementation }] = next;
      try {
        const loops = (await probeLoops(path)).flatMap(({ subject, version: own, problem }) =>
          problem === undefined ? [{ subject, version: own ?? '' }] : [],
        );
        const known =
          version === ''
            ? (loops.find(({ subject }) => subject.startsWith('python:asyncio:'))?.version ?? '')
            : version;
        all[place] = {
          path,
          version: known,
          implementation: implementation === '' ? 'CPython' : implementation,
          loops,
        };
      } catch (error) {
        all[place] = { path, version, implementation, loops: [], problem: told(error) };
      }
    }
  };
  await Promise.all([lane(), lane()]);
  return all;
}

export function pythonFindings(pythons: readonly PythonFinding[]): readonly Finding[] {
  const usable = pythons.filter(
    ({ version, problem }) => problem === undefined && compareVersions(version, OLDEST_CONTRACT) >= 0,
  );
  const what = 'python3';
  if (usable.length === 0) {
    const detail = `no CPython ${OLDEST_CONTRACT} or later was found; only the embedded one can be certified`;
    return [{ topic: 'python', what, health: 'missing', detail, remedy: `install python3, then ${SETUP}` }];
  }
  const versions = [...new Set(usable.map(({ version }) => version.split('.').slice(0, 2).join('.')))];
  const found: Finding = { topic: 'python', what, health: 'ok', detail: `versions ${versions.join(', ')}` };
  const foreign = usable.some(({ loops }) => loops.some(({ subject }) => !subject.startsWith('python:asyncio:')));
  if (foreign) return [found];
  const detail = "no interpreter has any but CPython's own";
  return [found, { topic: 'python', what: 'loops', health: 'missing', detail, remedy: SETUP }];
}
