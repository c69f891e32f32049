/**
 * A python3 child process. Three channels: `main` for calls in the loop's thread, `outside` for calls from host timers
 * while a loop runs (served by a thread of its own there), `threads` for Python's worker threads that call us.
 */
import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { constants, closeSync, mkdtempSync, open, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BridgeError, PeerDied } from '../errors';
import type { Message, Serve, Transport } from '../transport';
import { ChannelClosed, FifoChannel } from './fifo-channel';

const CHANNELS = ['main', 'outside', 'threads'] as const;
const TAIL = 8192;

export interface NativeOptions {
  readonly python: string;
  readonly script: string;
  readonly args?: readonly string[];
  readonly interpreterArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export class NativeTransport implements Transport {
  #current: FifoChannel | undefined;
  #running = false;
  #closed = false;

  private constructor(
    readonly child: ChildProcess,
    readonly main: FifoChannel,
    readonly outside: FifoChannel,
    readonly threads: FifoChannel,
    readonly tail: { text: string },
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
    const paths = CHANNELS.flatMap((name) => [join(folder, `${name}.in`), join(folder, `${name}.out`)]);
    execFileSync('mkfifo', ['-m', '600', ...paths]);
    const child = spawn(
      options.python,
      [...(options.interpreterArgs ?? []), '-u', options.script, folder, ...(options.args ?? [])],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...options.env },
      },
    );
    const tail = { text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data: Buffer) => {
        tail.text = (tail.text + data.toString()).slice(-TAIL);
      });
      stream?.on('error', () => {});
    }
    const gone = new Promise<never>((_resolve, reject) => {
      child.once('error', (error) => {
        reject(
          new BridgeError(
            'no-interpreter',
            `cannot start ${options.python}: ${error.message}; name another interpreter with --python`,
          ),
        );
      });
      child.once('exit', (code, signal) => {
        setImmediate(() => {
          reject(
            new BridgeError(
              'no-handshake',
              `${options.python} ended (${signal ?? `exit code ${String(code)}`}) before it answered:\n${tail.text.trimEnd()}`,
            ),
          );
        });
      });
    });
    gone.catch(() => {});
    const fds: number[] = [];
    const opening = (async () => {
      // Opening a FIFO waits for the other side, which opens them in the same order.
      for (const name of CHANNELS) {
        fds.push(await openFd(join(folder, `${name}.in`), constants.O_WRONLY));
        fds.push(await openFd(join(folder, `${name}.out`), constants.O_RDONLY));
      }
    })();
    try {
      await Promise.race([opening, gone]);
    } catch (error) {
      // Release our own pending open, then everything that was opened.
      for (const path of paths) closeSync(openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
      await Promise.race([opening.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 100))]);
      for (const fd of fds) closeSync(fd);
      throw error;
    }
    let transport: NativeTransport;
    const channel = (index: number): FifoChannel => {
      const made: FifoChannel = new FifoChannel(fds[2 * index + 1] as number, fds[2 * index] as number, (request) =>
        transport.#within(made, () => serve(request)),
      );
      return made;
    };
    transport = new NativeTransport(child, channel(0), channel(1), channel(2), tail);
    child.unref();
    return transport;
  }

  /** Calls made while a request is served go over the channel it came by, to the thread that waits there. */
  #within<T>(channel: FifoChannel, action: () => T): T {
    const before = this.#current;
    this.#current = channel;
    try {
      return action();
    } finally {
      this.#current = before;
    }
  }

  ask(request: Message): Message {
    const channel = this.#current ?? (this.#running ? this.outside : this.main);
    try {
      return channel.ask(request);
    } catch (error) {
      throw this.#translate(error);
    }
  }

  run(request: Message): Promise<Message> {
    // Inside a callback, or while another loop runs, Python refuses or runs it nested: that is an ordinary call.
    if (this.#current !== undefined || this.#running) return Promise.resolve(this.ask(request));
    this.#running = true;
    return new Promise<Message>((resolve, reject) => {
      const settle = (action: () => void): void => {
        this.#running = false;
        action();
      };
      const pump = (): void => {
        this.main.next((message) => {
          if (message instanceof Error) {
            settle(() => {
              this.#death(message).then(reject, reject);
            });
          } else if (message['op'] === undefined) {
            settle(() => {
              resolve(message);
            });
          } else {
            try {
              this.main.send(this.main.serve(message));
            } catch (error) {
              settle(() => {
                reject(this.#translate(error));
              });
              return;
            }
            pump();
          }
        });
      };
      try {
        this.main.send(request);
      } catch (error) {
        settle(() => {
          reject(this.#translate(error));
        });
        return;
      }
      this.#listen();
      pump();
    });
  }

  /** Serves Python's worker threads while a loop runs. */
  #listen(): void {
    if (this.threads.reading || this.#closed) return;
    this.threads.next((message) => {
      if (message instanceof Error) return;
      try {
        this.threads.send(this.threads.serve(message));
      } catch {
        return;
      }
      this.#listen();
    });
  }

  #translate(error: unknown): unknown {
    return error instanceof ChannelClosed ? new PeerDied(this.#how(), this.tail.text) : error;
  }

  /** The exit is known a moment after the channel broke. */
  async #death(error: unknown): Promise<unknown> {
    if (error instanceof ChannelClosed && this.child.exitCode === null && this.child.signalCode === null) {
      await new Promise((resolve) => {
        this.child.once('exit', () => setImmediate(resolve));
        setTimeout(resolve, 500);
      });
    }
    return Promise.reject(this.#translate(error) as Error);
  }

  #how(): string {
    const { exitCode, signalCode } = this.child;
    if (signalCode !== null) return `was killed by ${signalCode}`;
    return exitCode === null ? 'closed its channel' : `ended with exit code ${exitCode}`;
  }

  close(): Promise<void> {
    this.#closed = true;
    return new Promise((resolve) => {
      const finish = (): void => {
        for (const channel of [this.main, this.outside, this.threads]) if (!channel.reading) channel.close();
        resolve();
      };
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        finish();
        return;
      }
      this.child.once('exit', finish);
      this.child.kill('SIGKILL');
    });
  }
}

function openFd(path: string, flags: number): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, flags, (error, fd) => {
      if (error === null) resolve(fd);
      else reject(error);
    });
  });
}
