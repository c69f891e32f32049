/** A server in a process of its own, which is asked for its CPU time. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PYTHON_SERVER } from './python-server';

export interface Contestant {
  readonly name: string;
  readonly port: number;
  /** Microseconds so far. */
  cpu(): Promise<number>;
  end(): void;
}

/** The loop of an example, whose selector blocks. */
const BLOCKING = join(__dirname, '../../examples/005-loop-that-blocks.js');

/** `net` is node without a loop, `asyncio` and `uvloop` are Python's; any other name is a subject. */
export function commandOf(name: string): readonly [string, ...string[]] {
  if (name === 'asyncio' || name === 'uvloop') return [process.env['PYTHON'] ?? 'python3', '-c', PYTHON_SERVER, name];
  return [process.execPath, join(__dirname, 'echo-server.js'), subjectOf(name)];
}

function subjectOf(name: string): string {
  if (name === 'net') return 'raw';
  return name === 'blocking' ? BLOCKING : name;
}

/** @throws Error with what it says when it does not come up. */
export async function start(name: string): Promise<Contestant> {
  const [program, ...args] = commandOf(name);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said += String(data)));
  const lines: AsyncIterator<string, undefined> = createInterface(child.stdout)[Symbol.asyncIterator]();
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => {
      reject(new Error(said.trim().split('\n').at(-1) ?? 'it ended'));
    });
  });
  // It may end at any time after the last question.
  failed.catch(() => {});
  const next = async (what: string): Promise<number> => {
    const line: IteratorResult<string, undefined> = await Promise.race([lines.next(), failed]);
    if (line.done === true || !line.value.startsWith(`${what} `)) return failed;
    return Number(line.value.slice(what.length));
  };
  const port = await next('port');
  return {
    name,
    port,
    cpu() {
      child.stdin.write('\n');
      return next('cpu');
    },
    end() {
      child.stdin.destroy();
      child.kill();
    },
  };
}
