/** What init asks on a terminal; an empty answer takes what stands in brackets. */
import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { UsageError } from '../errors';
import { languageOf, pythonLoop, typescriptLoop, type LoopIn } from './loop-in';

export const DEFAULT_PYTHON = 'asyncio:SelectorEventLoop';

export type Ask = (question: string, otherwise: string) => Promise<string>;

export async function askLoop(folder: string, ask: Ask): Promise<LoopIn> {
  const language = await ask('Is your loop in typescript or python?', languageOf(folder));
  if (/^py/i.test(language)) return pythonLoop(await ask('Its factory, as module:factory?', DEFAULT_PYTHON));
  if (!/^(ts|typescript|js|javascript)$/i.test(language))
    throw new UsageError(`"${language}" is not a language of loops known here`, 'answer typescript or python');
  const path = await ask('The module that exports it, as ./path.ts#export?', "none yet: start from the reference's");
  return path.startsWith('none yet') ? { language: 'typescript' } : typescriptLoop(path);
}

/** Asks on the terminal. @throws UsageError when the answer is Ctrl-C or Ctrl-D */
export async function onTerminal<T>(
  body: (ask: Ask) => Promise<T>,
  input: Readable = process.stdin,
  output: Writable = process.stdout,
): Promise<T> {
  const terminal = createInterface({ input, output });
  let done = false;
  // A question that nobody will answer any more would be waited for without an end.
  const left = new Promise<never>((_resolve, reject) => {
    terminal.once('close', () => {
      if (done) return;
      output.write('\n');
      reject(new UsageError('interrupted; nothing was written', 'answer with --typescript or --python instead'));
    });
    terminal.once('SIGINT', () => terminal.close());
  });
  left.catch(() => {});
  try {
    return await Promise.race([
      left,
      body(async (question, otherwise) => {
        const answer = await terminal.question(`${question} [${otherwise}] `);
        return answer.trim() === '' ? otherwise : answer.trim();
      }),
    ]);
  } finally {
    done = true;
    terminal.close();
  }
}

/** Where nobody can be asked. */
export function defaultLoop(folder: string): LoopIn {
  return languageOf(folder) === 'python' ? pythonLoop(DEFAULT_PYTHON) : { language: 'typescript' };
}
