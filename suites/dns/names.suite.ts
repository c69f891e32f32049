/** getaddrinfo() and getnameinfo(). Nothing here asks a name server: addresses are literal, or the host's own. */
import { GaiError, OSError, type AddressInfo, type Awaitable, type Coroutine } from '../../spec';
import { expect, raisedBy, suite, turns, type World } from '../support';

const AF_INET = 2;
const AF_INET6 = process.platform === 'darwin' ? 30 : process.platform === 'win32' ? 23 : 10;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;
const AI_PASSIVE = 1;
const AI_NUMERICHOST = 4;
const IS_LINUX = process.platform === 'linux';
const NI_NUMERICHOST = IS_LINUX ? 1 : 2;
const NI_NUMERICSERV = IS_LINUX ? 2 : 8;
const EAI_NONAME = IS_LINUX ? -2 : process.platform === 'win32' ? 11001 : 8;

/** Python source: the module's resolver answers only once it is released. */
const HOLD = `
  import threading
  sound, released, done = socket.getaddrinfo, threading.Event(), []
  def slow(*args, **kwargs):
      released.wait(5)
      done.append(1)
      return sound(*args, **kwargs)
  socket.getaddrinfo = slow
  def release():
      socket.getaddrinfo = sound
      released.set()
  return [release, lambda: len(done)]
  `;

/** Holds the resolver of Python back, where there is one and the loop asks it; returns what lets it go, and what it has done. */
function holdResolver({ subject, env }: World): readonly [() => void, () => number] {
  if (subject.python === undefined) return [() => {}, () => 0];
  const [release, done] = subject.python.exec(HOLD) as readonly [() => void, () => number];
  env.defer(release);
  return [release, done];
}

export const namesSuite = suite('dns', 'names', (test) => {
  for (const [host, options, row] of [
    ['127.0.0.1', { type: SOCK_STREAM }, [AF_INET, SOCK_STREAM, IPPROTO_TCP, '', ['127.0.0.1', 80]]],
    ['::1', { family: AF_INET6, type: SOCK_DGRAM }, [AF_INET6, SOCK_DGRAM, IPPROTO_UDP, '', ['::1', 80, 0, 0]]],
  ] as const) {
    test('dns.getaddrinfo.result', `asks for ${host}`, ({ loop, env }) =>
      env.run(function* () {
        expect(yield* loop.getaddrinfo(host, 80, options)).to.deep.equal([row]);
      }),
    );
  }

  for (const type of [0, SOCK_STREAM, SOCK_DGRAM]) {
    test(
      'dns.getaddrinfo.zone',
      `asks for the type ${type}`,
      ({ loop, env }) =>
        env.run(function* () {
          const rows = yield* loop.getaddrinfo('fe80::1%1', 80, { type });
          expect(rows).not.to.have.lengthOf(0);
          for (const row of rows) expect(row[4]).to.deep.equal(['fe80::1', 80, 0, 1]);
        }),
      { on: 'python' },
    );
  }

  test('dns.getaddrinfo.result', 'asks for no type', ({ loop, env }) =>
    env.run(function* () {
      const rows = yield* loop.getaddrinfo('127.0.0.1', 80);
      const kinds = rows.map(([family, type, proto]) => [family, type, proto].join());
      expect(kinds).to.include.members([
        `${AF_INET},${SOCK_STREAM},${IPPROTO_TCP}`,
        `${AF_INET},${SOCK_DGRAM},${IPPROTO_UDP}`,
      ]);
      expect(new Set(kinds).size).to.equal(kinds.length);
      for (const [, , , name, address] of rows) expect([name, address]).to.deep.equal(['', ['127.0.0.1', 80]]);
    }),
  );

  test(
    'dns.getaddrinfo.result',
    'compares with the module socket',
    ({ loop, env }) =>
      env.run(function* () {
        const told = env.python.exec(`
          rows = socket.getaddrinfo('127.0.0.1', 80)
          return [[int(family), int(type), proto, name, list(address)] for family, type, proto, name, address in rows]
          `);
        expect(yield* loop.getaddrinfo('127.0.0.1', 80)).to.deep.equal(told);
      }),
    { on: 'python' },
  );

  for (const [title, options, fits] of [
    ['a family', { family: AF_INET }, ([family]: AddressInfo) => family === AF_INET],
    ['a type', { type: SOCK_DGRAM }, ([, type]: AddressInfo) => type === SOCK_DGRAM],
    ['a protocol', { proto: IPPROTO_UDP }, ([, , proto]: AddressInfo) => proto === IPPROTO_UDP],
  ] as const) {
    test('dns.getaddrinfo.filters', `asks for ${title}`, ({ loop, env }) =>
      env.run(function* () {
        const rows = yield* loop.getaddrinfo('127.0.0.1', 80, options);
        expect(rows.length).to.be.at.least(1);
        expect(rows.filter(fits)).to.deep.equal(rows);
      }),
    );
  }

  test('dns.getaddrinfo.filters', 'asks for a family that the address is not of', ({ loop, env }) =>
    env.run(function* () {
      const options = { family: AF_INET6, flags: AI_NUMERICHOST };
      yield* raisedBy(GaiError, () => loop.getaddrinfo('127.0.0.1', 80, options), 'getaddrinfo()');
    }),
  );

  test(
    'dns.getaddrinfo.filters',
    'gives the family by its place',
    async ({ loop, env }) => {
      const misuse = `
        async def body():
            try:
                await loop.getaddrinfo('127.0.0.1', 80, socket.AF_INET)
            except TypeError:
                return True
            return False
        return body()
        `;
      const refused = await loop.runUntilComplete(env.python.exec(misuse, { loop }) as Coroutine<boolean>);
      expect(refused).to.equal(true);
    },
    { on: 'python' },
  );

  test('dns.getaddrinfo.none_and_services', 'asks for no host', ({ loop, env }) =>
    env.run(function* () {
      const rows = yield* loop.getaddrinfo(null, 80, { type: SOCK_STREAM, flags: AI_PASSIVE });
      const hosts = rows.map(([, , , , address]) => address[0]);
      expect(hosts.length).to.be.at.least(1);
      expect(['0.0.0.0', '::']).to.include.members(hosts);
    }),
  );

  for (const [port, number] of [
    [null, 0],
    ['80', 80],
    ['http', 80],
  ] as const) {
    test('dns.getaddrinfo.none_and_services', `asks for port ${String(port)}`, ({ loop, env }) =>
      env.run(function* () {
        const rows = yield* loop.getaddrinfo('127.0.0.1', port, { type: SOCK_STREAM });
        expect(rows.map(([, , , , address]) => address)).to.deep.equal([['127.0.0.1', number]]);
      }),
    );
  }

  test('dns.getaddrinfo.error', 'asks for what is no address', ({ loop, env }) =>
    env.run(function* () {
      const asking = (): Awaitable => loop.getaddrinfo('nope', 80, { flags: AI_NUMERICHOST });
      const error = yield* raisedBy(GaiError, asking, 'getaddrinfo()');
      expect(error.errno).to.equal(EAI_NONAME);
    }),
  );

  test('dns.getaddrinfo.does_not_block', 'counts callbacks meanwhile', (world) =>
    world.env.run(function* () {
      const { loop } = world;
      const [release] = holdResolver(world);
      let ticks = 0;
      let running = true;
      const tick = (): void => {
        ticks += 1;
        if (ticks === 20) release();
        if (running) loop.callSoon(tick);
      };
      loop.callSoon(tick);
      const rows = yield* loop.getaddrinfo('localhost', 80, { type: SOCK_STREAM });
      running = false;
      expect(ticks).to.be.at.least(1);
      expect(rows.length).to.be.at.least(1);
    }),
  );

  test('dns.getaddrinfo.cancel', 'cancels at once', (world) =>
    world.env.run(function* () {
      const { loop, asyncio } = world;
      const [release, done] = holdResolver(world);
      const asking = world.asyncio.ensureFuture(loop.getaddrinfo('localhost', 80));
      yield;
      asking.cancel();
      yield* asyncio.wait([asking]);
      expect(asking.cancelled()).to.equal(true);
      expect(done(), 'look-ups that have ended').to.equal(0);
      release();
      yield* turns(world);
    }),
  );

  for (const address of [
    ['127.0.0.1', 80],
    ['::1', 80, 0, 0],
  ] as const) {
    test('dns.getnameinfo.numeric', `asks for ${address[0]}`, ({ loop, env }) =>
      env.run(function* () {
        const found = yield* loop.getnameinfo(address, NI_NUMERICHOST | NI_NUMERICSERV);
        expect(found).to.deep.equal([address[0], '80']);
      }),
    );
  }

  test('dns.getnameinfo.numeric', 'asks for names', ({ loop, env }) =>
    env.run(function* () {
      const [host, service] = yield* loop.getnameinfo(['127.0.0.1', 80]);
      expect([typeof host, typeof service]).to.deep.equal(['string', 'string']);
    }),
  );

  test('dns.getnameinfo.error', 'gives a text', ({ loop, env }) =>
    env.run(function* () {
      yield* raisedBy(TypeError, () => loop.getnameinfo('127.0.0.1'), 'getnameinfo()');
    }),
  );

  test('dns.getnameinfo.error', 'gives a name', ({ loop, env }) =>
    env.run(function* () {
      yield* raisedBy(OSError, () => loop.getnameinfo(['not-a-numeric-host', 80]), 'getnameinfo()');
    }),
  );
});
