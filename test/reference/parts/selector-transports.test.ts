/** The transports of SelectorEventLoop, where calls of the system fail or do nothing as no peer can make them. */
import { expect } from 'chai';
import { constants } from 'node:os';
import { asyncio, SelectorEventLoop } from '../../../reference';
import { socketsMissing } from '../../../reference/sockets';
import type { OSError } from '../../../spec';
import {
  ConnectionRefusedError,
  KeyboardInterrupt,
  RuntimeError,
  type Address,
  type BaseProtocol,
  type Coroutine,
  type DatagramTransport,
  type ExceptionContext,
  type FileObject,
  type Socket,
  type Transport,
  type WriteTransport,
} from '../../../spec';
import { failing } from '../failing-calls';

const { sockets, files } = asyncio;
const { AF_INET, AF_UNIX, SOCK_DGRAM } = sockets;
const { EAGAIN, ECONNREFUSED, ECONNRESET, EPIPE } = constants.errno;
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('transports of SelectorEventLoop', () => {
  let loop: SelectorEventLoop;
  let reports: ExceptionContext[];
  let trace: unknown[];
  let open: (Socket | FileObject)[];
  let restore: (() => void)[];

  beforeEach(function () {
    if (socketsMissing() !== null) this.skip();
    loop = new SelectorEventLoop();
    reports = [];
    trace = [];
    open = [];
    restore = [];
    loop.setExceptionHandler((...given) => {
      reports.push(given.at(-1) as ExceptionContext);
    });
  });
  afterEach(() => {
    for (const back of restore) back();
    loop.close();
    for (const one of open) one.close();
  });

  const kept = <T extends Socket | FileObject>(...all: readonly T[]): readonly T[] => {
    open.push(...all);
    return all;
  };
  const fails = (...given: Parameters<typeof failing>): void => {
    restore.push(failing(...given));
  };
  const run = (body: () => Coroutine<void>): Promise<void> => loop.runUntilComplete(body());
  function* turns(count = 4): Coroutine<void> {
    for (let turn = 0; turn < count; turn++) yield* asyncio.sleep(0);
  }
  /** Waits until so much is written down. */
  function* until(length: number): Coroutine<void> {
    while (trace.length < length) yield* asyncio.sleep(0.001);
  }
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
  const exceptions = (): readonly unknown[] => reports.map(({ exception }) => exception);

  describe('of datagrams', () => {
    let peer: Socket;
    let at: Address;
    function* endpoint(more: object = {}, sock?: Socket): Coroutine<DatagramTransport> {
      const own = sock ?? sockets.socket(AF_INET, SOCK_DGRAM);
      if (sock === undefined) own.bind(['127.0.0.1', 0]);
      const transport = loop._makeDatagramTransport(own, protocol(more));
      yield* turns();
      return transport;
    }
    const received = (): readonly unknown[] => {
      const got: unknown[] = [];
      for (;;) {
        try {
          got.push([...peer.recv(100)]);
        } catch {
          return got;
        }
      }
    };

    beforeEach(() => {
      [peer] = kept(sockets.socket(AF_INET, SOCK_DGRAM)) as readonly [Socket];
      peer.bind(['127.0.0.1', 0]);
      peer.settimeout(0);
      at = peer.getsockname();
    });

    it('do not block, and keep others from their descriptor', () =>
      run(function* () {
        const sock = sockets.socket(AF_INET, SOCK_DGRAM);
        const transport = yield* endpoint({}, sock);
        expect(sock.gettimeout()).to.equal(0);
        expect(() => {
          loop.addReader(sock, () => {});
        }).to.throw(RuntimeError, 'is used by transport');
        const fd = sock.fileno();
        expect(String(transport)).to.equal(`<SelectorDatagramTransport open fd=${String(fd)}>`);
        transport.abort();
        expect(String(transport)).to.equal(`<SelectorDatagramTransport closed fd=${String(fd)}>`);
        yield* turns();
        expect(sock.fileno()).to.equal(-1);
      }));

    it('do not begin to read when they are paused at once', () =>
      run(function* () {
        const transport = yield* endpoint({
          connectionMade: (made: { pauseReading(): void }) => {
            made.pauseReading();
          },
        });
        peer.sendto(bytes(1), (transport.getExtraInfo('sockname') as Address) ?? '');
        yield* asyncio.sleep(0.01);
        expect(trace).to.deep.equal([]);
        (transport as unknown as { resumeReading(): void }).resumeReading();
        yield* until(1);
        expect(trace).to.deep.equal([['datagram', 1]]);
        transport.abort();
        yield* turns();
      }));

    it('receive nothing where there was nothing after all, and tell of a refusal', () =>
      run(function* () {
        const transport = yield* endpoint();
        fails('recvfrom', EAGAIN, ECONNREFUSED, fault);
        peer.sendto(bytes(1, 2), transport.getExtraInfo('sockname') as Address);
        yield* until(2);
        const [refusal, datagram] = trace as readonly (readonly unknown[])[];
        expect(refusal?.[1]).to.be.instanceOf(ConnectionRefusedError);
        expect(datagram).to.deep.equal(['datagram', 1, 2]);
        expect(exceptions()).to.deep.equal([fault]);
        expect(transport.isClosing()).to.equal(false);
        transport.abort();
        yield* turns();
      }));

    it('send in the order in which they were told, when there is room again', () =>
      run(function* () {
        const transport = yield* endpoint();
        fails('sendto', EAGAIN, null, EAGAIN);
        const data = bytes(1);
        transport.sendto(data, at);
        data.fill(9);
        transport.sendto(bytes(2), at);
        transport.sendto(bytes(3), at);
        const { getWriteBufferSize } = transport as unknown as { getWriteBufferSize(): number };
        const size = (): number => getWriteBufferSize.call(transport);
        const whole = size();
        expect(received()).to.deep.equal([]);
        while (size() === whole) yield* asyncio.sleep(0);
        expect(received()).to.deep.equal([[1]]);
        expect(size()).to.equal((whole * 2) / 3);
        transport.close();
        yield* until(1);
        expect(received()).to.deep.equal([[2], [3]]);
        expect(trace).to.deep.equal([['lost', null]]);
        expect(size()).to.equal(0);
      }));

    it('watch for room only while something waits', () =>
      run(function* () {
        const transport = yield* endpoint();
        const fd = loop._selector.getMap().keys().next().value as number;
        const events = (): number | undefined => loop._selector.find(fd)?.events;
        expect(events()).to.equal(1);
        fails('sendto', EAGAIN);
        transport.sendto(bytes(1), at);
        expect(events()).to.equal(3);
        while (events() === 3) yield* asyncio.sleep(0.001);
        expect(events()).to.equal(1);
        fails('sendto', EAGAIN);
        transport.sendto(bytes(1), at);
        transport.abort();
        expect(events()).to.equal(undefined);
        yield* turns();
      }));

    it('tell of what the system refuses to send, end with what is a mistake, and let requests to exit pass', () =>
      run(function* () {
        const transport = yield* endpoint();
        const request = new KeyboardInterrupt();
        fails('sendto', ECONNREFUSED, request);
        transport.sendto(bytes(1), at);
        expect((trace[0] as readonly unknown[])[1]).to.be.instanceOf(ConnectionRefusedError);
        expect(() => {
          transport.sendto(bytes(1), at);
        }).to.throw(request);
        expect([transport.isClosing(), reports]).to.deep.equal([false, []]);
        fails('sendto', fault);
        transport.sendto(bytes(1), at);
        expect([transport.isClosing(), exceptions()]).to.deep.equal([true, [fault]]);
        yield* until(2);
        expect(trace[1]).to.deep.equal(['lost', fault]);
      }));

    it('that have a peer send without an address', () =>
      run(function* () {
        const [one, two] = sockets.socketpair(AF_UNIX, SOCK_DGRAM);
        kept(two);
        const transport = yield* endpoint({}, one);
        fails('send', EAGAIN, ECONNREFUSED);
        transport.sendto(bytes(1));
        transport.sendto(bytes(2));
        yield* until(1);
        expect(((trace[0] as readonly unknown[])[1] as OSError).code).to.equal('ECONNREFUSED');
        expect([...two.recv(5)]).to.deep.equal([2]);
        transport.close();
        yield* turns();
      }));
  });

  describe('of streams', () => {
    let other: Socket;
    function* stream(more: object = {}): Coroutine<Transport> {
      const [one, two] = sockets.socketpair();
      [other] = kept(two) as readonly [Socket];
      other.settimeout(0);
      const transport = loop._makeSocketTransport(one, protocol(more));
      yield* turns();
      return transport;
    }

    it('do not block, and keep others from their descriptor', () =>
      run(function* () {
        const [one, two] = kept(...sockets.socketpair()) as readonly [Socket, Socket];
        const transport = loop._makeSocketTransport(one, protocol());
        yield* turns();
        expect(one.gettimeout()).to.equal(0);
        expect(() => {
          loop.addWriter(one, () => {});
        }).to.throw(RuntimeError, 'is used by transport');
        const fd = String(one.fileno());
        expect(String(transport)).to.equal(`<StreamTransport open fd=${fd}>`);
        fails('send', EAGAIN);
        transport.write(bytes(1));
        transport.close();
        expect(String(transport)).to.equal(`<StreamTransport closing fd=${fd}>`);
        yield* until(1);
        expect(String(transport)).to.equal(`<StreamTransport closed fd=${fd}>`);
        expect([...two.recv(5)]).to.deep.equal([1]);
        yield* turns();
        // The number is anybody's now.
        const [again] = kept(...sockets.socketpair()) as readonly [Socket, Socket];
        loop.addReader(again, () => {});
        loop.removeReader(again);
      }));

    for (const buffered of [false, true]) {
      it(`receive nothing where there was nothing after all, ${buffered ? 'into a buffer' : 'as data'}`, () =>
        run(function* () {
          const room = new Uint8Array(4);
          const into = {
            dataReceived: undefined,
            getBuffer: () => room,
            bufferUpdated: (count: number) => trace.push(['data', ...room.subarray(0, count)]),
          };
          const transport = yield* stream(buffered ? into : {});
          fails('recv', EAGAIN, fault);
          other.send(bytes(1, 2));
          yield* until(1);
          expect(trace).to.deep.equal([['data', 1, 2]]);
          expect(exceptions()).to.deep.equal([fault]);
          fails('recv', ECONNRESET);
          other.send(bytes(3));
          yield* until(2);
          expect(((trace[1] as readonly unknown[])[1] as OSError).code).to.equal('ECONNRESET');
          expect(transport.isClosing()).to.equal(true);
          yield* turns();
        }));
    }

    it('tell the end once, and go on to write when the protocol wants to', () =>
      run(function* () {
        const transport = yield* stream({
          eofReceived: () => {
            trace.push('eof');
            return true;
          },
        });
        other.shutdown(sockets.SHUT_WR);
        yield* until(1);
        yield* turns(8);
        expect(trace).to.deep.equal(['eof']);
        transport.write(bytes(1));
        expect([...other.recv(5)]).to.deep.equal([1]);
        transport.close();
        yield* turns();
      }));

    it('send what there was no room for, after what waits', () =>
      run(function* () {
        const transport = yield* stream();
        fails('send', EAGAIN);
        transport.write(bytes(1, 2));
        transport.write(bytes(3));
        expect(transport.getWriteBufferSize()).to.equal(3);
        const fd = loop._selector.getMap().keys().next().value as number;
        expect(loop._selector.find(fd)?.events).to.equal(3);
        while (transport.getWriteBufferSize() > 0) yield* asyncio.sleep(0.001);
        expect([...other.recv(5)]).to.deep.equal([1, 2, 3]);
        expect(loop._selector.find(fd)?.events, 'it no longer watches for room').to.equal(1);
        transport.close();
        yield* turns();
      }));

    it('end with a failure to send, at once or later, and with no fault of the program', () =>
      run(function* () {
        for (const later of [false, true]) {
          trace.length = 0;
          const transport = yield* stream();
          fails('send', ...(later ? [EAGAIN, EPIPE] : [EPIPE]));
          transport.write(bytes(1));
          yield* until(1);
          expect(((trace[0] as readonly unknown[])[1] as OSError).code).to.equal('EPIPE');
          expect(transport.getWriteBufferSize()).to.equal(0);
          yield* turns();
        }
        expect(reports).to.deep.equal([]);
        const transport = yield* stream();
        fails('send', fault, EAGAIN, fault);
        expect(() => {
          transport.write(bytes(1));
        }).to.throw(fault);
        transport.write(bytes(1));
        while (transport.getWriteBufferSize() > 0) yield* asyncio.sleep(0.001);
        expect(exceptions()).to.deep.equal([fault]);
        expect(transport.isClosing()).to.equal(false);
        transport.abort();
        yield* turns();
      }));

    it('end their side, whether or not the other is there', () =>
      run(function* () {
        const transport = yield* stream();
        fails('shutdown', constants.errno.ENOTCONN, fault);
        transport.writeEof();
        expect(transport.isClosing()).to.equal(false);
        transport.abort();
        const broken = yield* stream();
        expect(() => {
          broken.writeEof();
        }).to.throw(fault);
        broken.abort();
        yield* turns();
      }));
  });

  describe('of pipes', () => {
    let end: FileObject;
    function* reading(more: object = {}): Coroutine<Transport> {
      const [read, write] = files.pipe();
      [end] = kept(write) as readonly [FileObject];
      const transport = loop._makeReadPipeTransport(read, protocol(more)) as Transport;
      yield* turns();
      return transport;
    }
    function* writing(more: object = {}): Coroutine<WriteTransport> {
      const [read, write] = files.pipe();
      [end] = kept(read) as readonly [FileObject];
      const transport = loop._makeWritePipeTransport(write, protocol(more));
      yield* turns();
      return transport;
    }

    it('receive nothing where there was nothing after all', () =>
      run(function* () {
        const transport = yield* reading();
        fails('read', EAGAIN, fault);
        end.write(bytes(1, 2));
        yield* until(1);
        expect(trace).to.deep.equal([['data', 1, 2]]);
        expect(exceptions()).to.deep.equal([fault]);
        expect(transport.isClosing()).to.equal(false);
        fails('read', ECONNRESET);
        end.write(bytes(3));
        yield* until(2);
        expect(((trace[1] as readonly unknown[])[1] as OSError).code).to.equal('ECONNRESET');
        expect(transport.isClosing()).to.equal(true);
      }));

    it('are read as they are told to be', () =>
      run(function* () {
        const transport = yield* reading();
        const watched = (): number => loop._selector.getMap().size;
        expect([transport.isReading(), watched()]).to.deep.equal([true, 1]);
        transport.resumeReading();
        transport.pauseReading();
        transport.pauseReading();
        expect([transport.isReading(), watched()]).to.deep.equal([false, 0]);
        transport.resumeReading();
        expect([transport.isReading(), watched()]).to.deep.equal([true, 1]);
        transport.pauseReading();
        const other = protocol({ connectionLost: () => trace.push('other lost') });
        transport.setProtocol(other);
        expect(transport.getProtocol()).to.equal(other);
        transport.close();
        transport.close();
        expect([transport.isClosing(), transport.isReading()]).to.deep.equal([true, false]);
        transport.resumeReading();
        transport.pauseReading();
        expect(watched()).to.equal(0);
        yield* until(1);
        yield* turns();
        expect(trace).to.deep.equal(['other lost']);
      }));

    it('that are paused at once are not watched', () =>
      run(function* () {
        const transport = yield* reading({
          connectionMade: (made: Transport) => {
            made.pauseReading();
          },
        });
        expect(loop._selector.getMap().size).to.equal(0);
        transport.close();
        yield* until(1);
      }));

    it('are closed with the protocol told first, whatever it raises', () =>
      run(function* () {
        for (const make of [reading, writing]) {
          const transport = yield* make({
            connectionLost: () => {
              throw fault;
            },
          });
          const pipe = transport.getExtraInfo('pipe') as FileObject & { readonly closed: boolean };
          transport.close();
          expect(pipe.closed).to.equal(false);
          yield* turns();
          expect(pipe.closed).to.equal(true);
        }
        expect(exceptions()).to.deep.equal([fault, fault]);
      }));

    it('send what there was no room for, and close when it is sent', () =>
      run(function* () {
        const transport = yield* writing();
        expect(transport.canWriteEof()).to.equal(true);
        transport.setWriteBufferLimits({ high: 2, low: 0 });
        expect(transport.getWriteBufferLimits()).to.deep.equal([0, 2]);
        fails('write', EAGAIN);
        transport.write(bytes(1, 2));
        transport.write(bytes());
        transport.write(bytes(3));
        expect([transport.getWriteBufferSize(), trace]).to.deep.equal([3, ['pause']]);
        transport.writeEof();
        expect(transport.isClosing()).to.equal(true);
        transport.write(bytes(4));
        expect(transport.getWriteBufferSize()).to.equal(3);
        yield* until(3);
        expect(trace).to.deep.equal(['pause', 'resume', ['lost', null]]);
        expect([...end.read(10)]).to.deep.equal([1, 2, 3]);
        expect(loop._selector.getMap().size).to.equal(0);
        transport.close();
        transport.abort();
        yield* turns();
        expect(trace).to.have.length(3);
      }));

    it('drop what is not sent when they are aborted', () =>
      run(function* () {
        const transport = yield* writing();
        fails('write', EAGAIN);
        transport.write(bytes(1));
        transport.abort();
        expect([transport.getWriteBufferSize(), transport.isClosing()]).to.deep.equal([0, true]);
        expect(loop._selector.getMap().size).to.equal(0);
        yield* until(1);
        expect(trace).to.deep.equal([['lost', null]]);
      }));

    it('end with a failure to send, at once or later, and with no fault of the program', () =>
      run(function* () {
        for (const later of [false, true]) {
          trace.length = 0;
          const transport = yield* writing();
          fails('write', ...(later ? [EAGAIN, EPIPE] : [EPIPE]));
          transport.write(bytes(1));
          yield* until(1);
          expect(((trace[0] as readonly unknown[])[1] as OSError).code).to.equal('EPIPE');
        }
        const transport = yield* writing();
        fails('write', fault, EAGAIN, fault);
        expect(() => {
          transport.write(bytes(1));
        }).to.throw(fault);
        transport.write(bytes(1));
        while (transport.getWriteBufferSize() > 0) yield* asyncio.sleep(0.001);
        expect(exceptions()).to.deep.equal([fault]);
        transport.abort();
        yield* turns();
      }));

    it('are over when their reader is, with what was lost by it', () =>
      run(function* () {
        for (const unsent of [false, true]) {
          trace.length = 0;
          const transport = yield* writing();
          if (unsent) fails('write', ...new Array<number>(50).fill(EAGAIN));
          if (unsent) transport.write(bytes(1));
          end.close();
          yield* until(1);
          const [[, error] = []] = trace as readonly (readonly unknown[])[];
          expect(error === null ? null : (error as Error).name).to.equal(unsent ? 'BrokenPipeError' : null);
          expect(transport.isClosing()).to.equal(true);
          for (const back of restore) back();
        }
      }));

    it('are none of what is no pipe', () =>
      run(function* () {
        const [file] = kept(files.open(__filename, 'rb')) as readonly [FileObject];
        for (const make of ['_makeReadPipeTransport', '_makeWritePipeTransport'] as const) {
          expect(() => loop[make](file, protocol())).to.throw('only for pipes, sockets and character devices');
        }
        expect((file as unknown as { readonly closed: boolean }).closed).to.equal(false);
        yield* turns(1);
      }));
  });
});
