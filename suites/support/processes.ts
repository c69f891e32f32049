/** Children of the loop under test, and a protocol that records what is called on it. */
import type {
  AbstractEventLoop,
  Coroutine,
  Future,
  ReadTransport,
  SubprocessOptions,
  SubprocessTransport,
  WriteTransport,
} from '../../spec';
import { bytes, joined } from './recorder';
import type { World } from './world';

/** A callback of a process protocol, with the stream where it tells of one. */
export type ProcessCallback = 'made' | `data${number}` | `lost${number}` | 'exited' | 'lost' | 'pause' | 'resume';

/** What the protocol of one test does besides recording, each inside the callback. */
export interface ProcessReactions {
  made?(transport: SubprocessTransport): void;
  exited?(transport: SubprocessTransport): void;
}

/** A SubprocessProtocol by shape. */
export class ProcessRecorder {
  /** What was called, in order. Data of one stream in several chunks counts once. */
  readonly calls: ProcessCallback[] = [];
  /** Given to connection_made(). */
  transport: SubprocessTransport | undefined;
  /** What was given to connection_lost(), and by number of the stream to pipe_connection_lost(); `null` for None. */
  lostWith: unknown;
  readonly pipesLostWith = new Map<number, unknown>();
  /** The length of the shortest chunk. */
  shortest = Infinity;
  readonly #loop: AbstractEventLoop;
  readonly #reactions: ProcessReactions;
  readonly #chunks = new Map<number, Uint8Array[]>();
  #watching: (() => void)[] = [];

  constructor(loop: AbstractEventLoop, reactions: ProcessReactions = {}) {
    this.#loop = loop;
    this.#reactions = reactions;
  }

  /** All that came from the stream so far. */
  received(fd: number): Uint8Array {
    return joined(this.#chunks.get(fd) ?? []);
  }
  /** The same as text. */
  text(fd: number): string {
    return Buffer.from(this.received(fd)).toString('latin1');
  }
  /** How often it was called. */
  count(callback: ProcessCallback): number {
    return this.calls.filter((name) => name === callback).length;
  }

  /** Waits until `condition` holds, which is looked at after each callback. */
  *until(condition: () => boolean): Coroutine<void> {
    while (!condition()) {
      const changed: Future<null> = this.#loop.createFuture<null>();
      this.#watching.push(() => {
        if (!changed.done()) changed.setResult(null);
      });
      yield* changed;
    }
  }
  /** Waits until it was called. */
  *gets(callback: ProcessCallback): Coroutine<void> {
    yield* this.until(() => this.calls.includes(callback));
  }
  /** Waits until connection_lost() was called. */
  *loses(): Coroutine<void> {
    yield* this.gets('lost');
  }
  /** Waits for a whole line of the stream; returns it. */
  *line(fd: number): Coroutine<string> {
    yield* this.until(() => this.text(fd).includes('\n'));
    return this.text(fd).split('\n')[0] ?? '';
  }

  connectionMade(transport: SubprocessTransport): void {
    this.transport = transport;
    this.#note('made');
    this.#reactions.made?.(transport);
  }
  pipeDataReceived(fd: number, data: Uint8Array): void {
    const chunks = this.#chunks.get(fd) ?? [];
    chunks.push(data);
    this.#chunks.set(fd, chunks);
    this.shortest = Math.min(this.shortest, data.length);
    if (this.calls.at(-1) === `data${fd}`) this.#wake();
    else this.#note(`data${fd}`);
  }
  pipeConnectionLost(fd: number, error: unknown): void {
    this.pipesLostWith.set(fd, error ?? null);
    this.#note(`lost${fd}`);
  }
  processExited(): void {
    this.#note('exited');
    if (this.transport !== undefined) this.#reactions.exited?.(this.transport);
  }
  connectionLost(error: unknown): void {
    this.lostWith = error ?? null;
    this.#note('lost');
  }
  pauseWriting(): void {
    this.#note('pause');
  }
  resumeWriting(): void {
    this.#note('resume');
  }

  #note(callback: ProcessCallback): void {
    this.calls.push(callback);
    this.#wake();
  }
  #wake(): void {
    const watching = this.#watching;
    this.#watching = [];
    for (const wake of watching) wake();
  }
}

/** A child and the protocol that records it. */
export interface Child {
  readonly transport: SubprocessTransport;
  readonly protocol: ProcessRecorder;
}

/** How a child is started, and what its protocol does. */
export interface ChildOptions extends SubprocessOptions {
  readonly reactions?: ProcessReactions;
}

/** Starts a program, or with a text a command of the shell. */
export function* startChild(
  { loop }: Pick<World, 'loop'>,
  command: string | readonly string[],
  { reactions, ...options }: ChildOptions = {},
): Coroutine<Child> {
  const factory = (): ProcessRecorder => new ProcessRecorder(loop, reactions);
  const [transport, protocol] =
    typeof command === 'string'
      ? yield* loop.subprocessShell(factory, command, options)
      : yield* loop.subprocessExec(factory, command, options);
  return { transport, protocol };
}

/** Runs `body` on a child, and ends the child where the body has not. */
export function withChild(
  world: World,
  command: string | readonly string[],
  body: (child: Child) => Coroutine<void>,
  options?: ChildOptions,
): Promise<void> {
  return world.env.run(function* () {
    const child = yield* startChild(world, command, options);
    yield* body(child);
    yield* endChild(child);
  });
}

/** Closes the transport of a child and waits for its connection_lost(), so that nothing of it is left. */
export function* endChild({ transport, protocol }: Child): Coroutine<void> {
  transport.close();
  yield* protocol.loses();
}

/** What a command of the shell prints, when it has ended. */
export function* outputOf(world: Pick<World, 'loop'>, command: string, options?: ChildOptions): Coroutine<string> {
  const child = yield* startChild(world, command, options);
  yield* child.protocol.loses();
  child.transport.close();
  return child.protocol.text(1);
}

/** The transport of a child's stdin, which is a pipe. */
export function stdinOf(transport: SubprocessTransport): WriteTransport {
  return transport.getPipeTransport(0) as WriteTransport;
}

/** The transport of an output of a child, which is a pipe. */
export function outputPipeOf(transport: SubprocessTransport, fd = 1): ReadTransport {
  return transport.getPipeTransport(fd) as ReadTransport;
}

/** Writes a line to a child. */
export function tell(transport: SubprocessTransport, line = ''): void {
  stdinOf(transport).write(bytes(`${line}\n`));
}
