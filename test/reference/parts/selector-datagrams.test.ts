/** The datagram transports of SelectorEventLoop, where calls of the system fail or do nothing as no peer can make them. */
import { expect } from 'chai';
import { constants } from 'node:os';
import { asyncio } from '../../../reference';
import { CONSTANTS } from '../../../reference/network/socket-constants';
import {
  ConnectionRefusedError,
  KeyboardInterrupt,
  RuntimeError,
  type Address,
  type Coroutine,
  type DatagramTransport,
  type OSError,
  type Socket,
} from '../../../spec';
import { recordedLoop } from '../recorded-loop';

const { sockets } = asyncio;
const { AF_INET, AF_UNIX, SOCK_DGRAM } = CONSTANTS;
const { EAGAIN, ECONNREFUSED } = constants.errno;
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('transports of SelectorEventLoop of datagrams', () => {
  const recorded = recordedLoop();
  const { trace, reports, exceptions, run, turns, until, kept, fails, protocol } = recorded;
  let peer: Socket;
  let at: Address;
  function* endpoint(more: object = {}, sock?: Socket): Coroutine<DatagramTransport> {
    const own = sock ?? sockets.socket(AF_INET, SOCK_DGRAM);
    if (sock === undefined) own.bind(['127.0.0.1', 0]);
    const transport = recorded.loop._makeDatagramTransport(own, protocol(more));
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
    [peer] = kept(sockets.socket(AF_INET, SOCK_DGRAM));
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
        recorded.loop.addReader(sock, () => {});
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
      const fd = recorded.loop._selector.getMap().keys().next().value as number;
      const events = (): number | undefined => recorded.loop._selector.find(fd)?.events;
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
