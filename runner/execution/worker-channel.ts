/**
 * The worker's end of the channel: a descriptor to read commands from, another to write messages to. Both block. While a
 * worker waits for a command nothing of the subject runs, and what was said before the process ended has been said.
 */
import { readSync, writeSync } from 'node:fs';

/** The descriptors of the worker, as its parent numbers them. */
export const COMMANDS = 3;
export const MESSAGES = 4;

const read = readSync;
const write = writeSync;
const bytesOf: (text: string) => Buffer = Buffer.from.bind(Buffer);
const chunk = Buffer.alloc(1 << 16);
let rest = '';

/** The next line; `undefined` when the runner is gone. */
export function readLine(): string | undefined {
  for (;;) {
    const end = rest.indexOf('\n');
    if (end >= 0) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      return line;
    }
    let length: number;
    try {
      length = read(COMMANDS, chunk, 0, chunk.length, null);
    } catch {
      return undefined;
    }
    if (length === 0) return undefined;
    rest += chunk.toString('latin1', 0, length);
    // The secret came this way.
    chunk.fill(0, 0, length);
  }
}

export function writeLine(text: string): void {
  const data = bytesOf(`${text}\n`);
  for (let done = 0; done < data.length;) done += write(MESSAGES, data, done);
}

/** Commands are ASCII, so that their bytes can be cut anywhere. */
export function commandLine(command: object): string {
  const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return `${JSON.stringify(command).replace(/[\u007f-\uffff]/g, escape)}\n`;
}
