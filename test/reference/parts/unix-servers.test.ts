/** Servers and connections at paths, on both loops: whose file it is, what is taken over, and what is refused. */
import { expect } from 'chai';
import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncio, NodeEventLoop, SelectorEventLoop } from '../../../reference';
import { removeSocketFile, removeStale } from '../../../reference/node/unix-connections';
import { syscalls } from '../../../reference/sockets/syscalls';
import {
  ConnectionRefusedError,
  FileNotFoundError,
  OSError,
  PermissionError,
  ValueError,
  type Coroutine,
  type Socket,
} from '../../../spec';
import { needsSockets } from '../needs-sockets';

const { Protocol, sockets } = asyncio;
const factory = (): InstanceType<typeof Protocol> => new Protocol();

/** The backlogs that the system is told while `use` runs. */
async function backlogs(use: () => Promise<unknown>): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const calls = syscalls();
  const { listen } = calls;
  const { listen: nodes } = net.Server.prototype;
  calls.listen = (...given) => {
    told.push(given[1]);
    return listen(...given);
  };
  net.Server.prototype.listen = function (this: net.Server, ...given: unknown[]): net.Server {
    told.push((given[0] as { readonly backlog?: number }).backlog);
    return (nodes as unknown as (...all: unknown[]) => net.Server).apply(this, given);
  } as typeof nodes;
  try {
    await use();
  } finally {
    calls.listen = listen;
    net.Server.prototype.listen = nodes;
  }
  return told;
}

for (const Loop of [NodeEventLoop, SelectorEventLoop]) {
  describe(`paths of ${Loop.name}`, () => {
    let loop: NodeEventLoop | SelectorEventLoop;
    let folder = '';
    let path: string;
    const open: Socket[] = [];
    const run = <T>(coroutine: Coroutine<T>): Promise<T> => loop.runUntilComplete(coroutine);
    const failure = (coroutine: Coroutine): Promise<unknown> =>
      run(coroutine)
        .then(() => 'nothing')
        .catch((error: unknown) => error);
    const listening = (at: string): void => {
      const sock = sockets.socket(sockets.AF_UNIX);
      open.push(sock);
      sock.bind(at);
      sock.listen(1);
    };

    needsSockets();
    beforeEach(() => {
      loop = new Loop();
      folder = mkdtempSync(join(tmpdir(), 'paths-'));
      path = join(folder, 's');
    });
    afterEach(() => {
      for (const sock of open.splice(0)) sock.close();
      if (folder !== '') rmSync(folder, { recursive: true, force: true });
      folder = '';
      loop.close();
    });

    it('let as many wait as they are told, or a hundred', async () => {
      const told = await backlogs(async () => {
        for (const options of [{}, { backlog: 7 }]) {
          const server = await run(loop.createUnixServer(factory, path, options));
          server.close();
        }
      });
      expect(told).to.deep.equal([100, 7]);
    });

    it('are there while the server is, alone in their folder', async () => {
      const server = await run(loop.createUnixServer(factory, path));
      expect(readdirSync(folder)).to.deep.equal(['s']);
      expect(statSync(path).isSocket()).to.equal(true);
      expect(server.sockets[0]?.getsockname()).to.equal(path);
      expect(server.isServing()).to.equal(true);
      const [transport] = await run(loop.createUnixConnection(factory, path));
      expect(transport.isClosing()).to.equal(false);
      transport.abort();
      server.close();
      expect(readdirSync(folder)).to.deep.equal([]);
      await run(asyncio.sleep(0.005));
    });

    it('may be as long as the system takes, and end with one character', async () => {
      // 107 bytes and a zero.
      const deep = join(folder, 'd'.repeat(104 - folder.length));
      mkdirSync(deep);
      for (const name of ['s', 'a']) {
        const long = join(deep, name);
        expect(long).to.have.lengthOf(107);
        const server = await run(loop.createUnixServer(factory, long));
        expect([readdirSync(deep), server.sockets[0]?.getsockname()]).to.deep.equal([[name], long]);
        const [transport] = await run(loop.createUnixConnection(factory, long));
        transport.abort();
        server.close();
        expect(readdirSync(deep)).to.deep.equal([]);
        await run(asyncio.sleep(0.005));
      }
    });

    it('stay when they are told to, and when they are another`s by then', async () => {
      const kept = await run(loop.createUnixServer(factory, path, { cleanupSocket: false }));
      kept.close();
      expect(existsSync(path)).to.equal(true);
      const server = await run(loop.createUnixServer(factory, path));
      rmSync(path);
      writeFileSync(path, 'of another');
      server.close();
      expect(existsSync(path)).to.equal(true);
      rmSync(path);
      const gone = await run(loop.createUnixServer(factory, path));
      rmSync(path);
      gone.close();
    });

    it('take over what was left of a server, and nothing else', async () => {
      listening(path);
      open.pop()?.close();
      const server = await run(loop.createUnixServer(factory, path));
      server.close();
      writeFileSync(path, 'a file');
      const error = await failure(loop.createUnixServer(factory, path));
      expect(error).to.be.instanceOf(OSError).with.property('code', 'EADDRINUSE');
      expect((error as Error).message).to.include(`Address '${path}' is already in use`);
      expect(readdirSync(folder)).to.deep.equal(['s']);
      expect(await failure(loop.createUnixServer(factory, join(folder, 'none', 's')))).to.be.instanceOf(OSError);
    });

    it('may be names without a file', async function () {
      const server = await run(loop.createUnixServer(factory, `\0paths-${String(process.pid)}-${Loop.name}`));
      expect(server.sockets[0]?.fileno()).to.be.greaterThan(2);
      server.close();
      expect(readdirSync(folder)).to.deep.equal([]);
    });

    it('are listened at by sockets that are given', async () => {
      const sock = sockets.socket(sockets.AF_UNIX);
      sock.bind(path);
      const server = await run(loop.createUnixServer(factory, null, { sock }));
      const [transport] = await run(loop.createUnixConnection(factory, path));
      transport.abort();
      server.close();
      expect(existsSync(path)).to.equal(false);
      await run(asyncio.sleep(0.005));
    });

    it('are refused beside sockets, and without', async () => {
      const [given, other] = sockets.socketpair();
      const stream = sockets.socket();
      const datagrams = sockets.socket(sockets.AF_UNIX, sockets.SOCK_DGRAM);
      open.push(given, other, stream, datagrams);
      const message = async (coroutine: Coroutine, Kind: typeof ValueError | typeof TypeError): Promise<string> => {
        const error = await failure(coroutine);
        expect(error).to.be.instanceOf(Kind);
        return (error as Error).message;
      };
      for (const make of ['createUnixServer', 'createUnixConnection'] as const) {
        const call = (at: string | null, options: object): Coroutine => loop[make](factory, at, options);
        expect(await message(call(path, { sock: given }), ValueError)).to.equal(
          'path and sock can not be specified at the same time',
        );
        expect(await message(call(null, {}), ValueError)).to.equal('no path and sock were specified');
        for (const sock of [stream, datagrams]) {
          expect(await message(call(null, { sock }), ValueError)).to.equal('A UNIX Domain Stream Socket was expected');
        }
        expect(await message(call(path, { unknown: 1 }), TypeError)).to.include("keyword argument 'unknown'");
        for (const name of ['sslHandshakeTimeout', 'sslShutdownTimeout']) {
          expect(await message(call(path, { [name]: 1 }), ValueError)).to.include('only meaningful with ssl');
        }
      }
      for (const ssl of [true, false]) {
        expect(await message(loop.createUnixServer(factory, path, { ssl }), TypeError)).to.equal(
          'ssl argument must be an SSLContext or None',
        );
      }
      expect(await message(loop.createUnixConnection(factory, path, { ssl: true }), ValueError)).to.equal(
        'you have to pass server_hostname when using ssl',
      );
      expect(await message(loop.createUnixConnection(factory, path, { serverHostname: 'a' }), ValueError)).to.equal(
        'server_hostname is only meaningful with ssl',
      );
      expect(existsSync(path)).to.equal(false);
    });

    it('where nobody listens are refused, and leave nothing open', async () => {
      const count = (): number => readdirSync('/proc/self/fd').length;
      expect(await failure(loop.createUnixConnection(factory, path))).to.be.instanceOf(FileNotFoundError);
      const before = count();
      expect(await failure(loop.createUnixConnection(factory, path))).to.be.instanceOf(FileNotFoundError);
      listening(path);
      open.pop()?.close();
      expect(await failure(loop.createUnixConnection(factory, path))).to.be.instanceOf(ConnectionRefusedError);
      await run(asyncio.sleep(0.005));
      expect(count()).to.be.at.most(before);
    });
  });
}

describe('the file of a socket', () => {
  let folder = '';
  let path: string;
  needsSockets();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paths-'));
    path = join(folder, 's');
  });
  afterEach(() => {
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
    folder = '';
  });

  it('is removed while it is the same', () => {
    writeFileSync(path, '');
    const { ino: inode } = statSync(path);
    removeSocketFile({ path, inode: inode + 1 });
    expect(existsSync(path)).to.equal(true);
    removeSocketFile({ path, inode });
    expect(existsSync(path)).to.equal(false);
    removeSocketFile({ path, inode });
  });

  it('is left over when nobody holds it, and another file is not', () => {
    removeStale(path);
    const sock = sockets.socket(sockets.AF_UNIX);
    sock.bind(path);
    sock.close();
    removeStale(path);
    expect(existsSync(path)).to.equal(false);
    writeFileSync(path, '');
    removeStale(path);
    expect(existsSync(path)).to.equal(true);
  });

  it('cannot be linked everywhere: then the reason is told, and nothing is left', async () => {
    const loop = new NodeEventLoop();
    const own = fs.linkSync;
    fs.linkSync = () => {
      throw Object.assign(new Error('not here'), { code: 'EPERM' });
    };
    try {
      const error = await loop
        .runUntilComplete(loop.createUnixServer(factory, path))
        .catch((refusal: unknown) => refusal);
      expect(error).to.be.instanceOf(PermissionError);
      expect(readdirSync(folder)).to.deep.equal([]);
    } finally {
      fs.linkSync = own;
      loop.close();
    }
  });
});
