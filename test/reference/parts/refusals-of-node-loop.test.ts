/** What NodeEventLoop refuses, and what it makes of failures that no peer can bring about. */
import { expect } from 'chai';
import { createConnection } from 'node:net';
import { asyncio, NodeEventLoop } from '../../../reference';
import { CONSTANTS } from '../../../reference/network/socket-constants';
import { currentHost } from '../../../reference/loop/current-host';
import { connectDatagramSocket } from '../../../reference/node/connecting';
import type { HostDatagramSocket } from '../../../reference/node/host-datagram-socket';
import { ListeningSocket } from '../../../reference/node/listening-socket';
import {
  BaseException,
  CancelledError,
  FileNotFoundError,
  GaiError,
  NotImplementedError,
  OSError,
  PermissionError,
  ValueError,
  type Address,
  type Coroutine,
  type SubprocessProtocol,
} from '../../../spec';
import { needsSockets } from '../needs-sockets';

const { sockets, Protocol, DatagramProtocol, SubprocessProtocol: Subprocess } = asyncio;
const { AF_INET, AF_UNIX, SOCK_DGRAM, NI_NUMERICHOST, NI_NUMERICSERV } = CONSTANTS;

/** What the coroutine raises. */
function* raised(coroutine: Coroutine): Coroutine {
  try {
    yield* coroutine;
  } catch (error) {
    return error;
  }
  return 'nothing';
}

class Unusual extends BaseException {}

/** Runs `use` with another method of an object. */
async function replaced<O extends object, K extends keyof O>(
  owner: O,
  name: K,
  method: O[K],
  use: () => unknown,
): Promise<void> {
  const own = owner[name];
  owner[name] = method;
  try {
    await use();
  } finally {
    owner[name] = own;
  }
}

describe('NodeEventLoop', () => {
  let loop: NodeEventLoop;
  const run = (body: () => Coroutine<void>): Promise<void> => loop.runUntilComplete(body());

  needsSockets();
  beforeEach(() => {
    loop = new NodeEventLoop();
  });
  afterEach(() => {
    if (!loop.isClosed()) loop.close();
  });

  it('says what the resolver says of names', async () => {
    const names = currentHost().names as { -readonly [K in keyof ReturnType<typeof currentHost>['names']]: never };
    const failing = (error: Error): never => ((): Promise<never> => Promise.reject(error)) as never;
    const own = new Unusual('it is no ordinary error');
    for (const [fault, check] of [
      [new Error('no such name'), (error: unknown): boolean => error instanceof GaiError && error.errno === -2],
      [own, (error: unknown): boolean => error === own],
    ] as const) {
      await replaced(names, 'lookup', failing(fault), () =>
        run(function* () {
          expect(yield* raised(loop.getaddrinfo('a.name', 80))).to.satisfy(check);
        }),
      );
      await replaced(names, 'lookupService', failing(fault), () =>
        run(function* () {
          expect(yield* raised(loop.getnameinfo(['127.0.0.1', 80]))).to.satisfy(check);
        }),
      );
    }
    const service = ((): Promise<unknown> => Promise.resolve(['a.name', 'http'])) as never;
    await replaced(names, 'lookupService', service, () =>
      run(function* () {
        const named = (flags: number): Coroutine => loop.getnameinfo(['127.0.0.1', 80], flags);
        expect(yield* named(0)).to.deep.equal(['a.name', 'http']);
        expect(yield* named(NI_NUMERICHOST)).to.deep.equal(['127.0.0.1', 'http']);
        expect(yield* named(NI_NUMERICSERV)).to.deep.equal(['a.name', '80']);
        expect(yield* named(NI_NUMERICHOST | NI_NUMERICSERV)).to.deep.equal(['127.0.0.1', '80']);
      }),
    );
    await run(function* () {
      const error = yield* raised(loop.getaddrinfo('127.0.0.1', 'no-such-service'));
      expect(error).to.be.instanceOf(GaiError).with.property('errno', -8);
    });
  });

  it('tells why a datagram socket got no peer', () =>
    run(function* () {
      const connecting = (refusal: unknown): Coroutine =>
        raised(
          connectDatagramSocket(
            loop,
            {
              connect: (_to: Address, done: (refusal: unknown) => void) => setImmediate(done, refusal),
            } as unknown as HostDatagramSocket,
            ['127.0.0.1', 1],
          ),
        );
      const fault = Object.assign(new Error('network unreachable'), { code: 'ENETUNREACH' });
      expect(yield* connecting(fault))
        .to.be.instanceOf(OSError)
        .with.property('code', 'ENETUNREACH');
      expect(yield* connecting(undefined)).to.equal('nothing');
      expect(yield* connecting(null)).to.equal('nothing');
    }));

  it('keeps connections until somebody wants them, and drops them when it is closed', () =>
    run(function* () {
      const until = function* (condition: () => boolean): Coroutine<void> {
        while (!condition()) yield* asyncio.sleep(0.001);
      };
      for (const served of [true, false]) {
        const sock = new ListeningSocket(AF_INET, 6, { backlog: 5, keepAlive: false });
        yield* sock.bindAndListen(loop, ['127.0.0.1', 0]);
        sock.settimeout(0);
        sock.setblocking(false);
        for (const seconds of [1, null]) {
          expect(() => {
            sock.settimeout(seconds);
          }).to.throw(ValueError, 'only 0 timeout');
        }
        expect(() => {
          sock.setblocking(true);
        }).to.throw(ValueError, 'cannot be blocking');
        const [host, port] = sock.getsockname() as readonly [string, number];
        let [connected, ended] = [false, false];
        const client = createConnection(port, host, () => {
          connected = true;
        });
        client.resume().on('close', () => {
          ended = true;
        });
        client.on('error', () => {});
        yield* until(() => connected);
        yield* asyncio.sleep(0.02);
        let accepted = 0;
        if (served) {
          sock.serve((connection) => {
            accepted += 1;
            connection.destroy();
          });
        }
        expect(accepted).to.equal(served ? 1 : 0);
        sock.close();
        yield* until(() => ended);
        client.destroy();
      }
    }));

  it('closes the socket of a server that is cancelled as it begins', () =>
    run(function* () {
      const sock = new ListeningSocket(AF_INET, 6, { backlog: 5, keepAlive: false });
      const task = loop.createTask(sock.bindAndListen(loop, ['127.0.0.1', 0]));
      yield* asyncio.sleep(0);
      task.cancel();
      expect(yield* raised(task as unknown as Coroutine<void>)).to.be.instanceOf(CancelledError);
      expect(sock.fileno()).to.equal(-1);
    }));

  it('connects no sockets but those that it opened', () =>
    run(function* () {
      const sock = sockets.socket();
      sock.setblocking(false);
      expect(yield* raised(loop.sockConnect(sock, ['127.0.0.1', 1]))).to.be.instanceOf(NotImplementedError);
      sock.close();
    }));

  it('takes no datagram socket for a pipe', () =>
    run(function* () {
      const [one, two] = sockets.socketpair(AF_UNIX, SOCK_DGRAM);
      const error = yield* raised(loop.connectReadPipe(() => new Protocol(), one));
      expect(error).to.be.instanceOf(ValueError);
      const udp = sockets.socket(AF_INET, SOCK_DGRAM);
      expect(yield* raised(loop.connectReadPipe(() => new Protocol(), udp))).to.be.instanceOf(ValueError);
      for (const sock of [one, two, udp]) sock.close();
    }));

  it('refuses blocking sockets for files when it debugs', () =>
    run(function* () {
      const [one, two] = sockets.socketpair();
      const file = asyncio.files.BytesIO(new Uint8Array(1));
      loop.setDebug(true);
      const blocking = yield* raised(loop.sockSendfile(one, file));
      expect(blocking).to.be.instanceOf(ValueError);
      expect((blocking as Error).message).to.equal('the socket must be non-blocking');
      one.setblocking(false);
      expect(yield* raised(loop.sockSendfile(one, file))).not.to.be.instanceOf(ValueError);
      loop.setDebug(false);
      one.setblocking(true);
      expect(yield* raised(loop.sockSendfile(one, file))).not.to.be.instanceOf(ValueError);
      one.close();
      two.close();
    }));

  it('raises what a signal cannot be sent for, unless the child is gone', () =>
    run(function* () {
      let lost = false;
      class Waiting extends Subprocess {
        override connectionLost(): void {
          lost = true;
        }
      }
      const [transport] = yield* loop.subprocessExec(() => new Waiting() as SubprocessProtocol, ['sleep', '30']);
      const own = process.kill;
      const failing = (code: string): void => {
        process.kill = () => {
          throw Object.assign(new Error(code), { code });
        };
      };
      try {
        failing('EPERM');
        expect(() => {
          transport.sendSignal(15);
        }).to.throw(PermissionError);
        failing('ESRCH');
        transport.sendSignal(15);
      } finally {
        process.kill = own;
      }
      transport.kill();
      while (!lost) yield* asyncio.sleep(0.001);
      transport.close();
    }));

  it('starts no child with what is no stream, no folder or no text', () =>
    run(function* () {
      const starting = (args: readonly string[], options: Readonly<Record<string, unknown>>): Coroutine =>
        raised(loop.subprocessExec(() => new Subprocess(), args, options));
      expect(yield* starting(['true'], { stdin: -5 })).to.be.instanceOf(ValueError);
      expect(yield* starting(['true'], { stderr: asyncio.STDOUT, cwd: '/no/such/folder' })).to.be.instanceOf(
        FileNotFoundError,
      );
      expect(yield* starting(['true', 'a\0b'], {})).to.be.instanceOf(TypeError);
    }));

  it('tells datagram transports their protocol and their marks', () =>
    run(function* () {
      const [transport, protocol] = yield* loop.createDatagramEndpoint(() => new DatagramProtocol(), {
        localAddr: ['127.0.0.1', 0],
      });
      expect(transport.getProtocol()).to.equal(protocol);
      const other = new DatagramProtocol();
      transport.setProtocol(other);
      expect(transport.getProtocol()).to.equal(other);
      const marked = transport as unknown as {
        setWriteBufferLimits(limits: object): void;
        getWriteBufferLimits(): unknown;
      };
      marked.setWriteBufferLimits({ high: 40 });
      expect(marked.getWriteBufferLimits()).to.deep.equal([10, 40]);
      transport.close();
      yield* asyncio.sleep(0.01);
    }));
});
