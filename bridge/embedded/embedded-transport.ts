/**
 * CPython in WebAssembly. Messages are direct calls with JSON text; a run is taken turn by turn, the waits between them
 * being node's, so node stays live.
 */
import { dirname, sep } from 'node:path';
import type { loadPyodide as LoadPyodide } from 'pyodide';
import { BridgeError } from '../errors';
import { BRIDGE_PACKAGE, bridgeModules } from '../script';
import type { Message, Serve, Transport } from '../transport';

type Handle = (text: string) => string;

interface Turn {
  readonly done: boolean;
  readonly value?: Message[string];
  /** Seconds until the next turn; -1: until woken. */
  readonly wait?: number;
}

/** setTimeout() takes no more milliseconds; who wakes early asks again. */
const LONGEST = 2 ** 30;

/** An optional dependency: whoever has a Python loop alone does without its megabytes. */
async function pyodideModule(): Promise<{ readonly loadPyodide: typeof LoadPyodide }> {
  try {
    return await import('pyodide');
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new BridgeError(
      'import',
      'embedded CPython needs the package pyodide, which is not installed: npm install pyodide',
    );
  }
}

export class EmbeddedTransport implements Transport {
  #depth = 0;
  readonly #wakers = new Set<() => void>();

  private constructor(readonly handle: Handle) {}

  static async start(serve: Serve): Promise<EmbeddedTransport> {
    const { loadPyodide } = await pyodideModule();
    const silent = (): void => {};
    // Named, since pyodide finds its files by its stack, which source maps rewrite.
    const indexURL = dirname(require.resolve('pyodide/package.json')) + sep;
    const pyodide = await loadPyodide({ indexURL, stdout: silent, stderr: silent });
    let transport: EmbeddedTransport | undefined;
    const askHost = (text: string): string => {
      const request = JSON.parse(text) as Message;
      return JSON.stringify(transport === undefined ? serve(request) : transport.#nested(() => serve(request)));
    };
    try {
      const files = pyodide.FS as { mkdir(path: string): void; writeFile(path: string, text: string): void };
      const folder = `/home/pyodide/${BRIDGE_PACKAGE}`;
      files.mkdir(folder);
      for (const [name, text] of bridgeModules()) files.writeFile(`${folder}/${name}`, text);
      const module = pyodide.pyimport(`${BRIDGE_PACKAGE}.embedded`) as { embed(ask: unknown): Handle };
      transport = new EmbeddedTransport(module.embed(askHost));
    } catch (error) {
      // The message alone: pyodide's errors carry its whole source.
      throw new BridgeError(
        'import',
        `embedded CPython could not load the bridge: ${String((error as Error).message).slice(-2000)}`,
      );
    }
    return transport;
  }

  #nested<T>(action: () => T): T {
    this.#depth += 1;
    try {
      return action();
    } finally {
      this.#depth -= 1;
    }
  }

  ask(request: Message): Message {
    return JSON.parse(this.handle(JSON.stringify(request))) as Message;
  }

  /** A loop was asked to wake up: whoever waits takes a turn. */
  wake(): void {
    for (const waker of [...this.#wakers]) waker();
  }

  async run(request: Message): Promise<Message> {
    const name = request['n'];
    // Inside a callback Python refuses or runs it nested; other functions that run a loop do so in Python itself.
    if (this.#depth > 0 || (name !== 'runForever' && name !== 'runUntilComplete')) return this.ask(request);
    const begun = this.ask({ ...request, op: 'begin' });
    if (begun['err'] !== undefined) return begun;
    for (;;) {
      const reply = this.ask({ op: 'turn', i: begun['ok'] });
      if (reply['err'] !== undefined) return reply;
      const turn = reply['ok'] as unknown as Turn;
      if (turn.done) return { ok: turn.value ?? null };
      await this.#wait(turn.wait ?? 0);
    }
  }

  #wait(seconds: number): Promise<void> {
    if (seconds === 0) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => {
      // An idle loop keeps the process alive: it waits for ever, not for nothing.
      const timer = setTimeout(
        () => {
          this.#wakers.delete(finish);
          resolve();
        },
        seconds < 0 ? LONGEST : Math.min(Math.ceil(seconds * 1000), LONGEST),
      );
      const finish = (): void => {
        clearTimeout(timer);
        this.#wakers.delete(finish);
        setImmediate(resolve);
      };
      this.#wakers.add(finish);
    });
  }

  close(): void {
    this.#wakers.clear();
  }
}
