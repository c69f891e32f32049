/** loop.sock_recv() and its kin at their edges: one byte at a time, and sockets that say little of themselves. */
import { expect } from 'chai';
import { asyncio, SelectorEventLoop } from '../../../reference';
import { syscalls } from '../../../reference/sockets/syscalls';
import type { AddressInfo, Coroutine, Socket, SocketLike } from '../../../spec';
import { needsSockets } from '../needs-sockets';

const { sockets } = asyncio;

describe('operations on sockets of SelectorEventLoop', () => {
  let loop: SelectorEventLoop;
  let open: Socket[];

  needsSockets();
  beforeEach(() => {
    loop = new SelectorEventLoop();
    open = [];
  });
  afterEach(() => {
    for (const sock of open) sock.close();
    loop.close();
  });
  const pair = (type = sockets.SOCK_STREAM): readonly [Socket, Socket] => {
    const ends = sockets.socketpair(sockets.AF_UNIX, type);
    open.push(...ends);
    for (const end of ends) end.setblocking(false);
    return ends;
  };
  const run = (body: () => Coroutine<void>): Promise<void> => loop.runUntilComplete(body());

  it('send each byte once, however few the system takes', () =>
    run(function* () {
      const [one, two] = pair();
      const calls = syscalls();
      const { send } = calls;
      calls.send = (fd, data, _length, flags) => send(fd, data, 1, flags);
      try {
        yield* loop.sockSendall(one, new Uint8Array([1, 2, 3, 4]));
      } finally {
        calls.send = send;
      }
      expect([...(yield* loop.sockRecv(two, 9))]).to.deep.equal([1, 2, 3, 4]);
    }));

  it('receive no more than they are told to, be it one byte', () =>
    run(function* () {
      const [one, two] = pair(sockets.SOCK_DGRAM);
      const room = new Uint8Array(3);
      one.send(new Uint8Array([1, 2, 3]));
      expect((yield* loop.sockRecvfromInto(two, room, 1))[0]).to.equal(1);
      expect([...room]).to.deep.equal([1, 0, 0]);
    }));

  it('take a socket that says nothing for one of TCP', () =>
    run(function* () {
      const [listening, one] = [sockets.socket(), sockets.socket()];
      open.push(listening, one);
      listening.bind(['127.0.0.1', 0]);
      listening.listen(1);
      one.setblocking(false);
      const bare = { fileno: () => one.fileno() } as SocketLike;
      const asked: unknown[] = [];
      const { _ensureResolved } = loop;
      loop._ensureResolved = function (address, options): Coroutine<readonly AddressInfo[]> {
        asked.push([options?.family, options?.type, options?.proto]);
        return _ensureResolved.call(loop, address, options);
      };
      yield* loop.sockConnect(bare, listening.getsockname());
      expect(asked).to.deep.equal([[sockets.AF_INET, sockets.SOCK_STREAM, 0]]);
      expect(one.getpeername()).to.deep.equal(listening.getsockname());
    }));
});
