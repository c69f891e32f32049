/** A SelectorEventLoop for each test, transports on one end of a pair of descriptors, and what their protocols are told. */
import { asyncio, SelectorEventLoop } from '../../reference';
import type {
  BaseProtocol,
  Coroutine,
  ExceptionContext,
  FileObject,
  Socket,
  Transport,
  WriteTransport,
} from '../../spec';
import { cleanups, type Cleanups } from './cleanups';
import { needsSockets } from './needs-sockets';

const { sockets, files } = asyncio;

export interface RecordedLoop extends Cleanups {
  /** That of the test which runs. */
  readonly loop: SelectorEventLoop;
  /** What protocols are told, in order. */
  readonly trace: unknown[];
  /** What the exception handler of the loop is told. */
  readonly reports: ExceptionContext[];
  readonly exceptions: () => readonly unknown[];
  readonly run: (body: () => Coroutine<void>) => Promise<void>;
  /** Lets so many iterations pass. */
  readonly turns: (count?: number) => Coroutine<void>;
  /** Waits until so much is written down. */
  readonly until: (length: number) => Coroutine<void>;
  /** Writes down what it is told; `more` has methods instead of those it has. */
  readonly protocol: (more?: object) => BaseProtocol;
  /** For what each descriptor is watched that the loop watches. */
  readonly watched: () => readonly number[];
  /** A connection, and its other end, which does not block. */
  readonly stream: (more?: object) => Coroutine<readonly [Transport, Socket]>;
  /** A pipe to read from, and the end that is written to. */
  readonly reading: (more?: object) => Coroutine<readonly [Transport, FileObject]>;
  /** A pipe to write to, and the end that is read from. */
  readonly writing: (more?: object) => Coroutine<readonly [WriteTransport, FileObject]>;
}

/** For the suite that calls this, which is skipped where there are no sockets. */
export function recordedLoop(): RecordedLoop {
  const { undo, kept, fails } = cleanups();
  const trace: unknown[] = [];
  const reports: ExceptionContext[] = [];
  let loop: SelectorEventLoop;

  needsSockets();
  beforeEach(() => {
    [loop] = kept(new SelectorEventLoop());
    trace.length = 0;
    reports.length = 0;
    loop.setExceptionHandler((...given) => {
      reports.push(given.at(-1) as ExceptionContext);
    });
  });

  const protocol = (more: object = {}): BaseProtocol =>
    ({
      connectionMade: () => {},
      connectionLost: (error: unknown) => trace.push(['lost', error]),
      dataReceived: (data: Uint8Array) => trace.push(['data', ...data]),
      eofReceived: () => trace.push('eof'),
      datagramReceived: (data: Uint8Array) => trace.push(['datagram', ...data]),
      errorReceived: (error: unknown) => trace.push(['error', error]),
      pauseWriting: () => trace.push('pause'),
      resumeWriting: () => trace.push('resume'),
      ...more,
    }) as unknown as BaseProtocol;
  function* turns(count = 4): Coroutine<void> {
    for (let turn = 0; turn < count; turn++) yield* asyncio.sleep(0);
  }

  return {
    ...{ undo, kept, fails, trace, reports, protocol, turns },
    get loop() {
      return loop;
    },
    exceptions: () => reports.map(({ exception }) => exception),
    run: (body) => loop.runUntilComplete(body()),
    *until(length) {
      while (trace.length < length) yield* asyncio.sleep(0.001);
    },
    watched: () => [...loop._selector.getMap().values()].map(({ events }) => events),
    *stream(more) {
      const [one, two] = sockets.socketpair();
      kept(two);
      two.settimeout(0);
      const transport = loop._makeSocketTransport(one, protocol(more));
      yield* turns();
      return [transport, two];
    },
    *reading(more) {
      const [read, write] = files.pipe();
      kept(write);
      const transport = loop._makeReadPipeTransport(read, protocol(more)) as Transport;
      yield* turns();
      return [transport, write];
    },
    *writing(more) {
      const [read, write] = files.pipe();
      kept(read);
      const transport = loop._makeWritePipeTransport(write, protocol(more));
      yield* turns();
      return [transport, read];
    },
  };
}
