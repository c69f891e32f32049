/**
 * A child process as a transport. Its pipes are transports of their own, whose protocols pass on what they are told. What node
 * says of the process reaches the protocol in an iteration of the loop, as everything does.
 */
import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { ProcessLookupError } from '../../spec';
import type * as contract from '../../spec';
import { Handle, NO_ARGS } from '../loop/handle';
import { setUnlessDone } from '../combinators/waiter';
import { SubprocessTransport } from '../transports/base-transports';
import { Protocol } from '../transports/base-protocols';
import { osError } from './os-errors';
import { startChild, type ChildPlan } from './spawn';
import { StreamTransport, type StreamLoop } from './stream-transport';

const { SIGKILL, SIGTERM } = constants.signals;

/** Starts a child and waits until its protocol is connected. @throws OSError */
export function* processTransport(
  loop: StreamLoop,
  protocol: contract.SubprocessProtocol,
  plan: ChildPlan,
): contract.Coroutine<ProcessTransport> {
  const child = yield* startChild(loop, plan);
  const waiter = loop.createFuture<null>();
  const transport = new ProcessTransport(loop, protocol, child, waiter);
  try {
    yield* waiter;
  } catch (error) {
    transport.close();
    yield* transport._wait();
    throw error;
  }
  return transport;
}

/** One pipe of a child: passes on what it is told, under the number of the stream. */
class PipeProtocol extends Protocol {
  readonly #owner: ProcessTransport;
  readonly #fd: number;
  lost = false;

  constructor(owner: ProcessTransport, fd: number) {
    super();
    this.#owner = owner;
    this.#fd = fd;
  }

  override dataReceived(data: Uint8Array): void {
    this.#owner._tell((protocol) => {
      protocol.pipeDataReceived(this.#fd, data);
    });
  }
  override connectionLost(error: unknown): void {
    this.lost = true;
    this.#owner._pipeLost(this.#fd, error);
  }
  override pauseWriting(): void {
    this.#owner.getProtocol().pauseWriting();
  }
  override resumeWriting(): void {
    this.#owner.getProtocol().resumeWriting();
  }
}

interface Pipe {
  readonly transport: StreamTransport;
  readonly protocol: PipeProtocol;
}

export class ProcessTransport extends SubprocessTransport {
  readonly #loop: StreamLoop;
  readonly #child: ChildProcess;
  readonly #pid: number;
  readonly #pipes: ReadonlyMap<number, Pipe>;
  #protocol: contract.SubprocessProtocol;
  #returncode: number | null = null;
  readonly #exitWaiters: contract.Future<null>[] = [];
  #closed = false;
  /** connection_lost() was called. */
  #gone = false;

  constructor(
    loop: StreamLoop,
    protocol: contract.SubprocessProtocol,
    child: ChildProcess,
    waiter: contract.Future<null>,
  ) {
    super({ subprocess: child });
    this.#loop = loop;
    this.#protocol = protocol;
    this.#child = child;
    this.#pid = child.pid ?? -1;
    child.once('exit', (code, signal) => {
      if (loop.isClosed()) return;
      const returncode = code ?? -constants.signals[signal ?? 'SIGKILL'];
      loop._selector.post(new Handle(() => this.#exited(returncode), NO_ARGS, loop));
    });
    this.#pipes = this.#connectPipes();
    // Before anything that it is told of, which is scheduled later.
    loop.callSoon(() => this.#protocol.connectionMade(this));
    loop.callSoon(() => setUnlessDone(waiter));
  }

  #connectPipes(): Map<number, Pipe> {
    const { stdin, stdout, stderr } = this.#child;
    const pipes = new Map<number, Pipe>();
    for (const [fd, stream] of [stdin, stdout, stderr].entries()) {
      if (stream === null) continue;
      const protocol = new PipeProtocol(this, fd);
      const options = { extra: { pipe: stream }, oneWay: true };
      pipes.set(fd, {
        protocol,
        transport: new StreamTransport(this.#loop, stream as Socket, protocol, null, options),
      });
    }
    // At the exit node ends the one and reads the others to nowhere, unless it no longer knows them.
    Object.assign(this.#child, { stdin: null, stdout: null, stderr: null, stdio: [] });
    return pipes;
  }

  #exited(returncode: number): void {
    this.#returncode = returncode;
    this._tell((protocol) => {
      protocol.processExited();
    });
    for (const waiter of this.#exitWaiters) setUnlessDone(waiter);
    // Node does not tell a writer that its reader is gone; where a grandchild has the same stdin, it ends for that one too.
    this.#pipes.get(0)?.transport._readerGone();
    this.#finish();
  }

  /** Called at the exit and at the loss of each pipe: the last of them is the end. */
  #finish(): void {
    if (this.#returncode === null) return;
    for (const { protocol } of this.#pipes.values()) if (!protocol.lost) return;
    this._tell((protocol) => {
      this.#gone = true;
      protocol.connectionLost(null);
    });
  }

  #hasExited(): boolean {
    // Node knows before the loop does; by then the number may be another's.
    return this.#returncode !== null || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** @internal Tells the protocol in an iteration to come, in order. */
  _tell(telling: (protocol: contract.SubprocessProtocol) => void): void {
    this.#loop.callSoon(() => telling(this.#protocol));
  }

  /** @internal */
  _pipeLost(fd: number, error: unknown): void {
    this._tell((protocol) => {
      protocol.pipeConnectionLost(fd, error);
    });
    this.#finish();
  }

  /** @internal Waits for the exit. */
  *_wait(): contract.Coroutine<number> {
    while (this.#returncode === null) {
      const waiter = this.#loop.createFuture<null>();
      this.#exitWaiters.push(waiter);
      yield* waiter;
    }
    return this.#returncode;
  }

  // The contract.

  override getPid(): number {
    return this.#pid;
  }
  override getReturncode(): number | null {
    return this.#returncode;
  }
  override getPipeTransport(fd: number): contract.BaseTransport | null {
    return this.#pipes.get(fd)?.transport ?? null;
  }

  override sendSignal(signal: number): void {
    if (this.#gone) throw new ProcessLookupError();
    if (this.#hasExited()) return;
    try {
      process.kill(this.#pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw osError(error);
    }
  }
  override terminate(): void {
    this.sendSignal(SIGTERM);
  }
  override kill(): void {
    this.sendSignal(SIGKILL);
  }

  override isClosing(): boolean {
    return this.#closed;
  }
  override close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { transport } of this.#pipes.values()) transport.close();
    if (!this.#hasExited()) this.kill();
  }

  override setProtocol(protocol: contract.BaseProtocol): void {
    this.#protocol = protocol as contract.SubprocessProtocol;
  }
  override getProtocol(): contract.SubprocessProtocol {
    return this.#protocol;
  }
}
