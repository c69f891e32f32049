/** The runner's end of a worker's channel: takes sealed lines in their order, and calls anything else a forgery. */
import type { Readable } from 'node:stream';
import type { WorkerMessage } from './messages';
import { sealWith } from './seal';

/** Characters of a line; the kit's own are far shorter. */
const LONGEST = 1 << 20;

export interface LineHandlers {
  onMessage(message: WorkerMessage): void;
  /** Called once; nothing is taken afterwards. */
  onForgery(): void;
  onEnd(): void;
}

export function takeSealedLines(stream: Readable, secret: string, { onMessage, onForgery, onEnd }: LineHandlers): void {
  const seal = sealWith(secret);
  let serial = 0;
  let rest = '';
  const forged = (): void => {
    stream.removeAllListeners('data');
    stream.resume();
    onForgery();
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const space = line.indexOf(' ');
      const body = line.slice(space + 1);
      const genuine = line.length <= LONGEST && line.slice(0, space) === seal(serial + 1, body);
      const message = genuine ? parsed(body) : undefined;
      if (message === undefined) {
        forged();
        return;
      }
      serial += 1;
      onMessage(message);
    }
    if (rest.length > LONGEST) forged();
  });
  stream.on('error', () => {});
  stream.once('close', onEnd);
}

/** A worker that cannot even make JSON any more is no better than a forger. */
function parsed(body: string): WorkerMessage | undefined {
  try {
    const value = JSON.parse(body) as WorkerMessage | null;
    return typeof value?.kind === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
