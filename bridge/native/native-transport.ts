/**
 * A python3 child process. Three channels: `main` for calls in the loop's thread, `outside` for calls from host timers
 * while a loop runs (served by a thread of its own there), `threads` for Python's worker threads that call us.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BridgeError, PeerDied } from '../errors';
import type { Message, Serve, Transport } from '../transport';
import { ChannelClosed, FifoChannel } from './fifo-channel';
import { HangWatch } from './hang-watch';
import { openFifos } from './open-fifos';
import { PythonProcess } from './python-process';

const CHANNELS = ['main', 'outside', 'threads'] as const;

export interface NativeOptions {
  readonly python: string;
  /** Python source that begins the service; `sys.argv[1]` is the folder of the FIFOs. */
  readonly boot: string;
  readonly args?: readonly string[];
  /** Seconds that Python may take to start, and to answer a call. */
  readonly patience: number;
}

export class NativeTransport implements Transport {
  #current: FifoChannel | undefined;
  #running: Promise<unknown> | undefined;
  #dead: PeerDied | undefined;

  private constructor(
    readonly process: PythonProcess,
    readonly main: FifoChannel,
    readonly outside: FifoChannel,
    readonly threads: FifoChannel,
    readonly watch: HangWatch,
    readonly patience: number,
  ) {}

  static async start(options: NativeOptions, serve: Serve): Promise<NativeTransport> {
    if (process.platform === 'win32') {
      throw new BridgeError(
        'platform',
        'native Python loops need FIFOs, which Windows lacks: use the embedded interpreter (subject "cpython"), or WSL',
      );
    }
    const folder = mkdtempSync(join(tmpdir(), 'loopcert-'));
    try {
      return await NativeTransport.#open(options, serve, folder);
    } finally {
      // Both ends are open: the names are no longer needed.
      rmSync(folder, { recursive: true, force: true });
    }
  }

  static async #open(options: NativeOptions, serve: Serve, folder: string): Promise<NativeTransport> {
    const { python, boot, args = [], patience } = options;
    const paths = CHANNELS.flatMap((name) => [join(folder, `${name}.in`), join(folder, `${name}.out`)]);
    execFileSync('mkfifo', ['-m', '600', ...paths]);
    const child = new PythonProcess(python, ['-u', '-c', boot, folder, ...args], folder, {
      PYTHONDONTWRITEBYTECODE: '1',
    });
    const connected = new AbortController();
    let fds: readonly number[];
    try {
      fds = await openFifos(paths, gone(child, patience, connected.signal));
    } catch (error) {
      await child.close();
      throw error;
    } finally {
      connected.abort();
    }
    const channel = (index: number): FifoChannel => {
      const made: FifoChannel = new FifoChannel(fds[2 * index + 1] as number, fds[2 * index] as number, (request) =>
        transport.#within(made, () => serve(request)),
      );
      return made;
    };
    const watch = new HangWatch(child.pid as number, patience, child.log, fds[2] as number);
    const transport: NativeTransport = new NativeTransport(child, channel(0), channel(1), channel(2), watch, patience);
    return transport;
  }

  /** Whether it can serve no more: it died, or a run does not end. */
  get unusable(): boolean {
    return this.#dead !== undefined || this.process.ended || this.#running !== undefined;
  }

  /** Waits a moment for a run that is about to end. */
  async settle(seconds: number): Promise<void> {
    if (this.#running === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.#running.catch(() => {}),
      new Promise((resolve) => (timer = setTimeout(resolve, seconds * 1000))),
    ]);
    clearTimeout(timer);
  }

  /** Calls made while a request is served go over the channel it came by, to the thread that waits there. */
  #within<T>(channel: FifoChannel, action: () => T): T {
    const before = this.#current;
    const watched = this.watch.active;
    this.#current = channel;
    // Our own time is not the peer's.
    this.watch.end();
    try {
      return action();
    } finally {
      this.#current = before;
      if (watched) this.watch.begin();
    }
  }

  ask(request: Message): Message {
    if (this.#dead !== undefined) throw this.#dead;
    const channel = this.#current ?? (this.#running === undefined ? this.main : this.outside);
    this.watch.begin();
    try {
      return channel.ask(request);
    } catch (error) {
      throw this.#translate(error);
    } finally {
      this.watch.end();
    }
  }

  run(request: Message): Promise<Message> {
    // Inside a callback, or while another loop runs, Python refuses or runs it nested: that is an ordinary call.
    if (this.#current !== undefined || this.#running !== undefined || this.#dead !== undefined) {
      return Promise.resolve(this.ask(request));
    }
    const running = new Promise<Message>((resolve, reject) => {
      const fail = (error: unknown): void => {
        this.#running = undefined;
        reject(this.#translate(error));
      };
      let number: number | undefined;
      const pump = (): void => {
        this.main.next((message) => {
          if (message instanceof ChannelClosed) {
            this.#exit().then(() => {
              fail(message);
            }, fail);
          } else if (message['op'] === undefined && message['q'] === number) {
            this.#running = undefined;
            resolve(message);
          } else {
            try {
              // A reply to another number is one that nobody waits for any more.
              if (message['op'] !== undefined) this.main.answer(message);
            } catch (error) {
              fail(error);
              return;
            }
            pump();
          }
        });
      };
      try {
        number = this.main.request(request);
      } catch (error) {
        fail(error);
        return;
      }
      this.#listen();
      pump();
    });
    if (this.#dead === undefined) this.#running = running;
    return running;
  }

  /** Serves Python's worker threads while a loop runs. */
  #listen(): void {
    if (this.threads.reading) return;
    this.threads.next((message) => {
      if (message instanceof ChannelClosed) return;
      try {
        if (message['op'] !== undefined) this.threads.answer(message);
      } catch {
        return;
      }
      this.#listen();
    });
  }

  /** A channel that broke means the end, whatever the process still does. */
  #translate(error: unknown): unknown {
    if (!(error instanceof ChannelClosed)) return error;
    if (this.#dead !== undefined) return this.#dead;
    const how = this.watch.killed
      ? `was killed: it did not answer a call within ${String(this.patience)} s`
      : (error.how ?? this.process.how() ?? 'closed its channel');
    this.#dead = new PeerDied(how, this.process.tail());
    this.process.end();
    return this.#dead;
  }

  /** The exit is known a moment after the channel broke. */
  async #exit(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, 300)));
    await Promise.race([this.process.exited.catch(() => {}), late]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.watch.release();
    this.#dead ??= new PeerDied('was closed', '');
    await this.process.close();
    for (const channel of [this.main, this.outside, this.threads]) channel.close();
  }
}

/** Rejects when the interpreter does not come to answer. */
async function gone(child: PythonProcess, patience: number, connected: AbortSignal): Promise<never> {
  const { python } = child;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, patience * 1000, 'late');
    connected.addEventListener('abort', () => {
      clearTimeout(timer);
    });
  });
  try {
    if ((await Promise.race([child.exited, late])) === 'late') {
      throw new BridgeError(
        'no-handshake',
        `${python} did not answer within ${String(patience)} s${saying(child.tail())}`,
      );
    }
  } catch (error) {
    if (error instanceof BridgeError) throw error;
    const { message } = error as Error;
    throw new BridgeError(
      'no-interpreter',
      `cannot start ${python}: ${message}; name another interpreter with --python`,
    );
  } finally {
    clearTimeout(timer);
  }
  const tail = child.tail();
  const old = /^loopcert: (Python \S+ is too old)/m.exec(tail)?.[1];
  if (old !== undefined) {
    throw new BridgeError(
      'too-old',
      `${python}: ${old}: 3.8 or later is needed; name another interpreter with --python`,
    );
  }
  throw new BridgeError('no-handshake', `${python} ${child.how() ?? 'ended'} before it answered${saying(tail)}`);
}

function saying(tail: string): string {
  return tail.trim() === '' ? '' : `; its last words:\n${tail.trimEnd()}`;
}
