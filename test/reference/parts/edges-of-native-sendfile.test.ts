/** A file that the system sends, at the edges: one byte, no room left, and a transport that ends or is given up meanwhile. */
import { expect } from 'chai';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio, SelectorEventLoop } from '../../../reference';
import { syscalls } from '../../../reference/sockets/syscalls';
import { BrokenPipeError, ConnectionError, type Coroutine, type Socket, type Transport } from '../../../spec';
import { cleanups } from '../cleanups';
import { needsSockets } from '../needs-sockets';

const { EAGAIN, EPIPE } = constants.errno;
/** More than a pair of unix sockets holds. */
const LARGE = 4 << 20;

describe('at the edges of sendfile of SelectorEventLoop', () => {
  const { undo, kept, fails } = cleanups();
  let folder = '';
  let loop: SelectorEventLoop;
  let one: Socket;
  let other: Socket;

  needsSockets();
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sending-'));
  });
  after(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    [loop] = kept(new SelectorEventLoop());
    [one, other] = kept(...asyncio.sockets.socketpair());
    for (const end of [one, other]) end.setblocking(false);
  });

  const run = (body: () => Coroutine<void>): Promise<void> => loop.runUntilComplete(body());
  function* turns(count = 8): Coroutine<void> {
    for (let turn = 0; turn < count; turn++) yield* asyncio.sleep(0);
  }
  /** A file of so many bytes, each of which is a 7. */
  const file = (length: number, opened: () => void = () => {}): object => {
    writeFileSync(join(folder, 'content'), Buffer.alloc(length, 7));
    const fd = openSync(join(folder, 'content'), 'r');
    undo(() => {
      closeSync(fd);
    });
    const fileno = (): number => {
      opened();
      return fd;
    };
    return { mode: 'rb', fileno, seek: () => {}, readinto: () => 0 };
  };
  function* connected(): Coroutine<Transport> {
    const [transport] = yield* loop.createConnection(() => new asyncio.Protocol(), null, null, { sock: one });
    return transport;
  }
  /** What the coroutine ends with, within some iterations of the loop. */
  function* soon(sending: Coroutine<number>): Coroutine {
    const task = loop.createTask(sending);
    for (let turn = 0; !task.done() && turn < 50; turn++) yield* asyncio.sleep(0);
    if (!task.done()) return 'it waits';
    return task.exception() ?? task.result();
  }

  it('one byte is sent', () =>
    run(function* () {
      expect(yield* soon(loop._sockSendfileNative(one, file(1), 0, null))).to.equal(1);
      expect([...other.recv(5)]).to.deep.equal([7]);
    }));

  it('it is over as soon as the system has all, though there is no room for more', () =>
    run(function* () {
      const calls = syscalls();
      const { sendfile } = calls;
      undo(() => {
        calls.sendfile = sendfile;
      });
      for (let full = false; !full;) {
        try {
          one.send(new Uint8Array(1 << 16));
        } catch {
          full = true;
        }
      }
      const counts = [10, 0];
      calls.sendfile = () => counts.shift() ?? 0;
      expect(yield* soon(loop._sockSendfileNative(one, file(10), 0, null))).to.equal(10);
    }));

  it('it comes after what was written, be it one byte', () =>
    run(function* () {
      const transport = yield* connected();
      fails('send', EAGAIN);
      transport.write(new Uint8Array([1]));
      expect(yield* soon(loop._sendfileNative(transport, file(2), 0, null))).to.equal(2);
      expect([...other.recv(5)]).to.deep.equal([1, 7, 7]);
      transport.abort();
      yield* turns();
    }));

  it('what was written is sent though the file is given up', () =>
    run(function* () {
      const transport = yield* connected();
      fails('send', EAGAIN, EAGAIN);
      transport.write(new Uint8Array([1, 2]));
      const sending = loop.createTask(loop._sendfileNative(transport, file(2), 0, null));
      yield* asyncio.sleep(0);
      sending.cancel();
      transport.close();
      while (transport.getWriteBufferSize() > 0) yield* asyncio.sleep(0.001);
      yield* turns();
      expect([sending.cancelled(), ...other.recv(5)]).to.deep.equal([true, 1, 2]);
      expect(loop._selector.getMap().size).to.equal(0);
    }));

  it('it ends with the error that ends the connection', () =>
    run(function* () {
      const transport = yield* connected();
      fails('send', EAGAIN, EPIPE);
      transport.write(new Uint8Array([1]));
      expect(yield* soon(loop._sendfileNative(transport, file(2), 0, null))).to.be.instanceOf(BrokenPipeError);
      yield* turns();
    }));

  it('it ends where the connection is over before it waits, or before it learns of room', () =>
    run(function* () {
      const transport = yield* connected();
      const ending = file(LARGE, () => {
        transport.abort();
      });
      const error = yield* soon(loop._sendfileNative(transport, ending, 0, null));
      expect(error).to.be.instanceOf(ConnectionError);
      yield* turns();
      [one, other] = asyncio.sockets.socketpair();
      const next = yield* connected();
      fails('send', EAGAIN);
      next.write(new Uint8Array([1]));
      const { createFuture } = loop;
      loop.createFuture = () => {
        const future = createFuture.call(loop);
        // Told before whoever waits is.
        future.addDoneCallback(() => {
          next.abort();
        });
        return future as never;
      };
      const late = yield* soon(loop._sendfileNative(next, file(2), 0, null));
      loop.createFuture = createFuture;
      expect(late).to.be.instanceOf(ConnectionError);
      yield* turns();
      expect([...other.recv(5)], 'and no byte of the file').to.deep.equal([1]);
    }));

  it('other transports than the loop`s own are written to', () =>
    run(function* () {
      const trace: unknown[] = [];
      const transport = {
        _sendfileCompatible: 'TRY_NATIVE',
        isClosing: () => false,
        isReading: () => false,
        pauseReading: () => {},
        resumeReading: () => {},
        getProtocol: () => null,
        setProtocol: () => {},
        write: (data: Uint8Array) => trace.push([...data]),
      } as unknown as Transport;
      let left = 3;
      const readinto = (room: Uint8Array): number => {
        const count = left;
        room.fill(7, 0, count);
        left = 0;
        return count;
      };
      expect(yield* loop.sendfile(transport, { ...file(3), readinto })).to.equal(3);
      expect(trace).to.deep.equal([[7, 7, 7]]);
    }));
});
