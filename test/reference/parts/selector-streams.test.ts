/** The stream transports of SelectorEventLoop, where calls of the system fail or do nothing as no peer can make them. */
import { expect } from 'chai';
import { constants } from 'node:os';
import { asyncio } from '../../../reference';
import { CONSTANTS } from '../../../reference/network/socket-constants';
import { RuntimeError, type OSError } from '../../../spec';
import { endWithFailureToSend } from '../failing-to-send';
import { recordedLoop } from '../recorded-loop';

const { sockets } = asyncio;
const { EAGAIN, ECONNRESET } = constants.errno;
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('transports of SelectorEventLoop of streams', () => {
  const recorded = recordedLoop();
  const { trace, exceptions, run, turns, until, kept, fails, protocol, stream } = recorded;

  it('do not block, and keep others from their descriptor', () =>
    run(function* () {
      const [one, two] = kept(...sockets.socketpair());
      const transport = recorded.loop._makeSocketTransport(one, protocol());
      yield* turns();
      expect(one.gettimeout()).to.equal(0);
      expect(() => {
        recorded.loop.addWriter(one, () => {});
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
      const [again] = kept(...sockets.socketpair());
      recorded.loop.addReader(again, () => {});
      recorded.loop.removeReader(again);
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
        // A protocol's own room is a view of memory; the kit's is told by its address.
        const receive = buffered ? 'recv' : 'recv_at';
        const [transport, other] = yield* stream(buffered ? into : {});
        fails(receive, EAGAIN, fault);
        other.send(bytes(1, 2));
        yield* until(1);
        expect(trace).to.deep.equal([['data', 1, 2]]);
        expect(exceptions()).to.deep.equal([fault]);
        fails(receive, ECONNRESET);
        other.send(bytes(3));
        yield* until(2);
        expect(((trace[1] as readonly unknown[])[1] as OSError).code).to.equal('ECONNRESET');
        expect(transport.isClosing()).to.equal(true);
        yield* turns();
      }));
  }

  it('receive each byte once, much and little in turns, and keep what they handed out', () =>
    run(function* () {
      const pieces: Uint8Array[] = [];
      const [, other] = yield* stream({ dataReceived: (data: Uint8Array) => pieces.push(data) });
      other.setsockopt(CONSTANTS.SOL_SOCKET, CONSTANTS.SO_SNDBUF, 1 << 20);
      const sent: Uint8Array[] = [];
      // The kit's room is 256 KiB: each kind of message meets its end several times.
      for (let i = 0; i < 120; i++) {
        const message = new Uint8Array([100, 1000, 9000, 150_000][i % 4] as number).map((_, at) => (at + i) % 251);
        const taken = other.send(message);
        sent.push(message.subarray(0, taken));
        for (let want = taken; want > 0;) {
          const before = pieces.length;
          while (pieces.length === before) yield* asyncio.sleep(0);
          for (const piece of pieces.slice(before)) want -= piece.length;
        }
      }
      expect(Buffer.concat(pieces).equals(Buffer.concat(sent))).to.equal(true);
    }));

  it('tell the end once, and go on to write when the protocol wants to', () =>
    run(function* () {
      const [transport, other] = yield* stream({
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
      const [transport, other] = yield* stream();
      fails('send', EAGAIN);
      transport.write(bytes(1, 2));
      transport.write(bytes(3));
      expect(transport.getWriteBufferSize()).to.equal(3);
      const fd = recorded.loop._selector.getMap().keys().next().value as number;
      expect(recorded.loop._selector.find(fd)?.events).to.equal(3);
      while (transport.getWriteBufferSize() > 0) yield* asyncio.sleep(0.001);
      expect([...other.recv(5)]).to.deep.equal([1, 2, 3]);
      expect(recorded.loop._selector.find(fd)?.events, 'it no longer watches for room').to.equal(1);
      transport.close();
      yield* turns();
    }));

  endWithFailureToSend(recorded, 'send', () => stream());

  it('end their side, whether or not the other is there', () =>
    run(function* () {
      const [transport] = yield* stream();
      fails('shutdown', constants.errno.ENOTCONN, fault);
      transport.writeEof();
      expect(transport.isClosing()).to.equal(false);
      transport.abort();
      const [broken] = yield* stream();
      expect(() => {
        broken.writeEof();
      }).to.throw(fault);
      broken.abort();
      yield* turns();
    }));
});
