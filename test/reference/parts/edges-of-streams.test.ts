/** The streams of SelectorEventLoop at their edges: a single byte that waits, a kernel that takes one, and what a connection leaves behind. */
import { expect } from 'chai';
import { constants } from 'node:os';
import { asyncio } from '../../../reference';
import { syscalls } from '../../../reference/sockets/syscalls';
import type { Socket, Transport } from '../../../spec';
import { recordedLoop } from '../recorded-loop';

const { sockets } = asyncio;
const { EAGAIN } = constants.errno;
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);
const received = (other: Socket): readonly number[] => [...other.recv(100)];

describe('at the edges of a stream of SelectorEventLoop', () => {
  const recorded = recordedLoop();
  const { undo, trace, reports, run, turns, until, kept, fails, protocol, watched, stream } = recorded;
  /** The kernel takes so many bytes of the next piece, and then as it does. */
  const takes = (count: number): void => {
    const calls = syscalls();
    const own = calls.send;
    const back = (): void => {
      calls.send = own;
    };
    calls.send = (fd, data, _length, flags) => {
      back();
      return own(fd, data, count, flags);
    };
    undo(back);
  };

  it('what was written stays in order, whatever the kernel takes of it', () =>
    run(function* () {
      const [transport, other] = yield* stream();
      takes(1);
      transport.write(bytes(1, 2, 3));
      expect(transport.getWriteBufferSize()).to.equal(2);
      while (transport.getWriteBufferSize() > 0) yield* asyncio.sleep(0.001);
      expect(received(other)).to.deep.equal([1, 2, 3]);
      fails('send', EAGAIN);
      transport.write(bytes(4));
      transport.write(bytes(5));
      expect(transport.getWriteBufferSize(), 'behind a single byte that waits').to.equal(2);
      while (transport.getWriteBufferSize() > 0) yield* asyncio.sleep(0.001);
      expect(received(other)).to.deep.equal([4, 5]);
      takes(2);
      fails('send', EAGAIN);
      transport.write(bytes(6, 7, 8));
      transport.close();
      yield* until(1);
      expect(received(other), 'the last byte too').to.deep.equal([6, 7, 8]);
    }));

  it('reading begins when it is no longer paused', () =>
    run(function* () {
      const [transport, other] = yield* stream({
        connectionMade: (made: Transport) => {
          made.pauseReading();
        },
      });
      other.send(bytes(1));
      yield* turns(8);
      expect(trace).to.deep.equal([]);
      transport.resumeReading();
      yield* until(1);
      expect(trace).to.deep.equal([['data', 1]]);
      transport.abort();
      yield* turns();
    }));

  it('a fault of the protocol ends the connection, and is told as its own', () =>
    run(function* () {
      const fault = new TypeError('it is broken');
      const [transport, other] = yield* stream({
        dataReceived: () => {
          throw fault;
        },
      });
      const told = { transport, protocol: transport.getProtocol() };
      other.send(bytes(1));
      yield* until(1);
      expect(trace).to.deep.equal([['lost', fault]]);
      const message = 'Fatal error: protocol.data_received() call failed.';
      expect(reports).to.deep.equal([{ message, exception: fault, ...told }]);
      yield* turns();
    }));

  it('a buffer is told of a single byte, and of the end as that', () =>
    run(function* () {
      const room = new Uint8Array(4);
      const [, other] = yield* stream({
        dataReceived: undefined,
        getBuffer: () => room,
        bufferUpdated: (count: number) => trace.push(['filled', count, room[0]]),
        eofReceived: () => {
          trace.push('eof');
        },
      });
      other.send(bytes(7));
      yield* until(1);
      other.close();
      yield* until(3);
      expect(trace).to.deep.equal([['filled', 1, 7], 'eof', ['lost', null]]);
      yield* turns();
    }));

  it('over TCP small messages go out at once', () =>
    run(function* () {
      const [listening, one] = [sockets.socket(), sockets.socket()];
      kept(listening);
      listening.bind(['127.0.0.1', 0]);
      listening.listen(1);
      one.connect(listening.getsockname());
      const transport = recorded.loop._makeSocketTransport(one, protocol());
      const delays = one.getsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY) === 0;
      expect(delays).to.equal(false);
      transport.abort();
      yield* turns();
    }));

  it('nothing is watched any more once a connection is lost on which there is no room', () =>
    run(function* () {
      const [transport] = yield* stream();
      transport.write(new Uint8Array(4 << 20));
      expect(transport.getWriteBufferSize()).to.be.greaterThan(0);
      transport.abort();
      yield* turns();
      expect(trace).to.deep.equal(['pause', ['lost', null]]);
      expect(watched()).to.deep.equal([]);
    }));
});
