/** What a loop of Python's reaches the world by: sockets, addresses, buffers that it fills, errors of the system. */
import { expect } from 'chai';
import { openNative } from '../../bridge';
import type { AbstractEventLoop, Address, Coroutine, Socket, Subject } from '../../spec';
import { OSError } from '../../spec/contract/errors';
import { begin, needsPython, problem } from './support';

/** The part of `socket.socket` that the tests below call. */
interface Sock extends Socket {
  readonly family: number;
  bind(address: Address): void;
  listen(backlog: number): void;
  connect(address: Address): void;
  accept(): readonly [Sock, Address];
  setblocking(flag: boolean): void;
  send(data: Uint8Array): number;
  recvInto(room: Uint8Array): number;
  sendto(data: Uint8Array, address: Address): number;
}
interface Neighbours {
  readonly sockets: {
    readonly AF_INET: number;
    readonly SOCK_STREAM: number;
    readonly SOCK_DGRAM: number;
    socket(family: number, type: number): Sock;
    socketpair(): readonly [Sock, Sock];
  };
  readonly files: {
    BytesIO(data: Uint8Array): { readinto(room: Uint8Array): number };
    pipe(): readonly [
      { read(count: number): Uint8Array; close(): void },
      { write(data: Uint8Array): number; close(): void },
    ];
  };
  readonly ssl: { readonly PROTOCOL_TLS_SERVER: number; SSLContext(protocol: number): { readonly verifyMode: number } };
  readonly Transport: { new (): object };
  readonly Protocol: { new (): object };
  readonly PIPE: number;
  readonly STDOUT: number;
  readonly DEVNULL: number;
}
const text = (data: Uint8Array): string => Buffer.from(data).toString();
const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));
const local: Address = ['127.0.0.1', 0];

describe('bridge: the network', function () {
  needsPython(this);
  let subject: Subject;
  let loop: AbstractEventLoop;
  let asyncio: Neighbours;

  before(async () => {
    subject = await openNative({ python: 'python3', module: 'asyncio', factory: 'SelectorEventLoop' });
    asyncio = subject.asyncio as unknown as Neighbours;
  });
  beforeEach(async () => {
    loop = await begin(subject);
  });
  afterEach(() => {
    loop.close();
  });
  after(() => subject.dispose?.());

  /** Runs `body` on the loop. */
  function run<T>(body: () => Coroutine<T>): Promise<T> {
    return loop.runUntilComplete(body());
  }
  function datagramSocket(): Sock {
    const sock = asyncio.sockets.socket(asyncio.sockets.AF_INET, asyncio.sockets.SOCK_DGRAM);
    sock.bind(local);
    sock.setblocking(false);
    return sock;
  }

  it('offers sockets, files, ssl, the constants of subprocesses and the base classes', async () => {
    const { sockets, files, ssl } = asyncio;
    expect(sockets.AF_INET).to.be.a('number');
    expect(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).verifyMode).to.equal(0);
    expect([asyncio.PIPE, asyncio.STDOUT, asyncio.DEVNULL]).to.deep.equal([-1, -2, -3]);
    const [reading, writing] = files.pipe();
    writing.write(bytes('through'));
    expect(text(reading.read(100))).to.equal('through');
    reading.close();
    writing.close();
    const protocol = { connectionMade: () => {}, connectionLost: () => {}, dataReceived: () => {} };
    expect(protocol).to.be.instanceOf(asyncio.Protocol);
    expect(protocol).not.to.be.instanceOf(asyncio.Transport);
    const [left, right] = sockets.socketpair();
    await run(function* () {
      const [transport] = yield* loop.createConnection(() => protocol as never, null, null, { sock: left });
      expect(transport).to.be.instanceOf(asyncio.Transport);
      transport.close();
    });
    right.close();
  });

  it('passes addresses as Python has them, and members of enumerations as numbers', async () => {
    const server = asyncio.sockets.socket(asyncio.sockets.AF_INET, asyncio.sockets.SOCK_STREAM);
    expect(server.family).to.equal(asyncio.sockets.AF_INET);
    server.bind(local);
    server.listen(5);
    const client = asyncio.sockets.socket(asyncio.sockets.AF_INET, asyncio.sockets.SOCK_STREAM);
    client.setblocking(false);
    await run(() => loop.sockConnect(client, server.getsockname()));
    const [accepted, address] = server.accept();
    expect(address).to.deep.equal(client.getsockname());
    for (const sock of [server, client, accepted]) sock.close();
    const endpoint = await run(function* () {
      const [transport] = yield* loop.createDatagramEndpoint(
        () => ({ connectionMade: () => {}, connectionLost: () => {}, datagramReceived: () => {} }) as never,
        { localAddr: local },
      );
      const name = transport.getExtraInfo('sockname') as Address;
      transport.sendto(bytes('to itself'), name);
      transport.close();
      return name;
    });
    expect(endpoint[0]).to.equal('127.0.0.1');
  });

  it('connects where a getaddrinfo of ours points', async () => {
    const { AF_INET, SOCK_STREAM, socket } = asyncio.sockets;
    const server = socket(AF_INET, SOCK_STREAM);
    server.bind(local);
    server.listen(5);
    loop.getaddrinfo = function* () {
      yield* [];
      return [[AF_INET, SOCK_STREAM, 6, '', server.getsockname()]];
    } as never;
    const peer = await run(function* () {
      const factory = (): never => ({ connectionMade: () => {}, connectionLost: () => {} }) as never;
      const [transport] = yield* loop.createConnection(factory, 'nowhere.invalid', 1);
      const name = transport.getExtraInfo('peername');
      transport.close();
      return name;
    });
    expect(peer).to.deep.equal(server.getsockname());
    server.close();
  });

  it('fills buffers of ours: recv_into, readinto, recvfrom_into', async () => {
    const [left, right] = asyncio.sockets.socketpair();
    const whole = new Uint8Array(16);
    left.send(bytes('at once'));
    expect(right.recvInto(whole.subarray(2, 12))).to.equal(7);
    expect(text(whole).replace(/\0/g, '.')).to.equal('..at once.......');
    left.setblocking(false);
    right.setblocking(false);
    const room = new Uint8Array(5);
    left.send(bytes('more than fits'));
    expect(await run(() => loop.sockRecvInto(right, room))).to.equal(5);
    expect(text(room)).to.equal('more ');
    left.close();
    right.close();
    expect(asyncio.files.BytesIO(bytes('file')).readinto(room)).to.equal(4);
    expect(text(room)).to.equal('file ');
  });

  it('fills buffers of ours: recvfrom_into', async function () {
    const [major, minor] = subject.python?.version ?? [0, 0];
    if (major === 3 && minor < 11) this.skip();
    const [from, to] = [datagramSocket(), datagramSocket()];
    const room = new Uint8Array(20);
    const [count, address] = await run(function* () {
      yield* loop.sockSendto(from, bytes('datagram'), to.getsockname());
      return yield* loop.sockRecvfromInto(to, room);
    });
    expect([text(room.subarray(0, count)), address]).to.deep.equal(['datagram', from.getsockname()]);
    from.close();
    to.close();
  });

  it('fills the buffer of a buffered protocol before it tells that it did', async () => {
    const [left, right] = asyncio.sockets.socketpair();
    const room = new Uint8Array(6);
    const received: string[] = [];
    await run(function* () {
      const lost = loop.createFuture<null>();
      const protocol = {
        connectionMade: () => {},
        connectionLost: () => {
          lost.setResult(null);
        },
        eofReceived: () => false,
        getBuffer: () => room,
        bufferUpdated: (count: number) => {
          received.push(text(room.subarray(0, count)));
        },
      };
      yield* loop.createConnection(() => protocol as never, null, null, { sock: left });
      right.send(bytes('six by six'));
      right.close();
      yield* lost;
    });
    expect(received).to.deep.equal(['six by', ' six']);
  });

  it('names what the system refused: errno, code and class, both ways', async () => {
    const free = asyncio.sockets.socket(asyncio.sockets.AF_INET, asyncio.sockets.SOCK_STREAM);
    free.bind(local);
    const client = asyncio.sockets.socket(asyncio.sockets.AF_INET, asyncio.sockets.SOCK_STREAM);
    const refused: Partial<OSError> = await problem(() => {
      client.connect(free.getsockname());
    });
    expect([refused.name, refused.code, typeof refused.errno]).to.deep.equal([
      'ConnectionRefusedError',
      'ECONNREFUSED',
      'number',
    ]);
    client.close();
    free.close();
    const unknown: Partial<OSError> = await problem(() => run(() => loop.getaddrinfo('127.0.0.1', 'nothing')));
    expect(unknown).to.be.instanceOf(OSError);
    expect(unknown.code).to.match(/^EAI_/);
    const ours = Object.assign(new OSError('gone'), { errno: 32 });
    const seen = subject.python?.exec('try:\n    f()\nexcept OSError as e:\n    return [e.errno, e.strerror]', {
      f: () => {
        throw ours;
      },
    });
    expect(seen).to.deep.equal([32, 'gone']);
  });
});
