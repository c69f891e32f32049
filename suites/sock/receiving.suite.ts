/** sock_recv() and its kin. */
import { ConnectionResetError } from '../../spec';
import { bytes, expect, raisedBy, socketPair, suite, text, turns, udpSocket } from '../support';

export const receivingSuite = suite('sock', 'receiving', (test) => {
  test('sock.recv.returns_bytes', 'reads in pieces, and waits', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      b.send(bytes('hello'));
      const piece = yield* loop.sockRecv(a, 3);
      expect(piece, 'bytes').to.be.instanceOf(Uint8Array);
      expect(text(piece)).to.equal('hel');
      expect(text(yield* loop.sockRecv(a, 99))).to.equal('lo');
      const waiting = world.asyncio.ensureFuture(loop.sockRecv(a, 9), { loop });
      yield* turns(world);
      expect(waiting.done(), 'with nothing to read').to.equal(false);
      b.send(bytes('later'));
      expect(text(yield* waiting)).to.equal('later');
    });
  });

  test('sock.recv.eof_empty', 'closes the other end', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      b.send(bytes('last'));
      b.close();
      expect(text(yield* loop.sockRecv(a, 9))).to.equal('last');
      expect((yield* loop.sockRecv(a, 9)).length).to.equal(0);
      expect(yield* loop.sockRecvInto(a, new Uint8Array(9))).to.equal(0);
    });
  });

  test('sock.recv.error_propagates', 'is reset while it waits', async (world) => {
    const { asyncio, loop, env } = world;
    const listener = env.wire.listen();
    const sock = asyncio.sockets.socket();
    env.defer(() => sock.close());
    sock.setblocking(false);
    await env.run(function* () {
      yield* loop.sockConnect(sock, [listener.host, listener.port]);
      const peer = yield* env.until(listener.accepted());
      const waiting = world.asyncio.ensureFuture(loop.sockRecv(sock, 9), { loop });
      yield* turns(world);
      peer.reset();
      yield* raisedBy(ConnectionResetError, () => waiting);
      sock.close();
    });
    listener.close();
  });

  test('sock.recv_into.basic', 'reads into the middle of a buffer', async (world) => {
    const { loop, env } = world;
    const [a, b] = socketPair(world);
    await env.run(function* () {
      const whole = new Uint8Array(8);
      b.send(bytes('hello'));
      expect(yield* loop.sockRecvInto(a, whole.subarray(2, 5))).to.equal(3);
      expect(text(whole)).to.equal('\0\0hel\0\0\0');
      const rest = new Uint8Array(8);
      expect(yield* loop.sockRecvInto(a, rest)).to.equal(2);
      expect(text(rest)).to.equal('lo\0\0\0\0\0\0');
    });
  });

  test('sock.recvfrom.basic', 'waits for a datagram, and cuts it', async (world) => {
    const { loop, env } = world;
    const sock = udpSocket(world);
    const peer = env.wire.udp();
    await env.run(function* () {
      const waiting = world.asyncio.ensureFuture(loop.sockRecvfrom(sock, 99), { loop });
      yield* turns(world);
      expect(waiting.done(), 'with nothing to read').to.equal(false);
      peer.send(bytes('hello'), sock.getsockname());
      const [data, sender] = yield* waiting;
      expect(text(data)).to.equal('hello');
      expect(sender).to.deep.equal(peer.address);
      peer.send(bytes('hello'), sock.getsockname());
      peer.send(bytes('again'), sock.getsockname());
      expect(text((yield* loop.sockRecvfrom(sock, 3))[0])).to.equal('hel');
      expect(text((yield* loop.sockRecvfrom(sock, 99))[0])).to.equal('again');
    });
    peer.close();
  });

  test('sock.recvfrom_into.basic', 'limits what is stored', async (world) => {
    const { loop, env } = world;
    const sock = udpSocket(world);
    const peer = env.wire.udp();
    await env.run(function* () {
      const own = sock.getsockname();
      const room = new Uint8Array(9);
      peer.send(bytes('four'), own);
      const [count, sender] = yield* loop.sockRecvfromInto(sock, room);
      expect([count, sender]).to.deep.equal([4, peer.address]);
      expect(text(room)).to.equal('four\0\0\0\0\0');
      peer.send(bytes('FOUR'), own);
      expect((yield* loop.sockRecvfromInto(sock, room, 2))[0]).to.equal(2);
      expect(text(room)).to.equal('FOur\0\0\0\0\0');
    });
    peer.close();
  });
});
