/** From hosts and ports to rows of addresses: what needs no resolver, and what the resolver is asked. */
import { expect } from 'chai';
import { NodeEventLoop } from '../../../reference';
import { currentHost } from '../../../reference/loop/current-host';
import {
  afInet6,
  interleave,
  kindsOf,
  literalAddress,
  ownAddresses,
  type ResolveOptions,
} from '../../../reference/network/addresses';
import { ensureResolved, getaddrinfo, getnameinfo, resolve } from '../../../reference/network/resolve';
import { GaiError, OSError, type Address, type AddressInfo, type Coroutine } from '../../../spec';

const INET = 2;
const INET6 = 10;
const [STREAM, DGRAM, RAW] = [1, 2, 3];
const [TCP, UDP] = [6, 17];
const PASSIVE = 1;
const NUMERIC = 4;

/** Changes what the host says of itself, for as long as a test runs. */
type Changeable = { -readonly [K in 'platform' | 'names']: ReturnType<typeof currentHost>[K] };

describe('addresses', () => {
  it('have a number for IPv6 that each system chooses', () => {
    const host = currentHost() as Changeable;
    const own = host.platform;
    try {
      const numbers = ['linux', 'darwin', 'win32', 'sunos'].map((platform) => {
        host.platform = platform;
        return afInet6();
      });
      expect(numbers).to.deep.equal([10, 30, 23, 10]);
    } finally {
      host.platform = own;
    }
  });

  it('that are literal need no resolver', () => {
    const row = (host: string | null, port: number | string | null, options: ResolveOptions = {}): unknown =>
      literalAddress(host, port, options);
    expect(row('10.0.0.1', 80)).to.deep.equal([INET, STREAM, TCP, '', ['10.0.0.1', 80]]);
    expect(row('::1', 80)).to.deep.equal([INET6, STREAM, TCP, '', ['::1', 80, 0, 0]]);
    for (const [port, number] of [[null, 0] as const, ['', 0] as const, ['80', 80] as const]) {
      expect(row('10.0.0.1', port)).to.deep.equal([INET, STREAM, TCP, '', ['10.0.0.1', number]]);
    }
    for (const options of [{ family: INET }, { family: 0 }]) expect(row('10.0.0.1', 80, options)).not.to.equal(null);
    expect(row('::1', 80, { family: INET6 })).not.to.equal(null);
    const nothing = [
      row(null, 80),
      row('a.name', 80),
      row('10.0.0.1', 'http'),
      row('10.0.0.1', 1.5),
      row('10.0.0.1', 80, { family: INET6 }),
      row('::1', 80, { family: INET }),
    ];
    expect(nothing).to.deep.equal(nothing.map(() => null));
  });

  it('that are literal have the protocol that goes with the type of socket', () => {
    const protocol = (options: ResolveOptions): unknown => literalAddress('10.0.0.1', 80, options)?.slice(1, 3);
    expect(protocol({ type: STREAM })).to.deep.equal([STREAM, TCP]);
    expect(protocol({ type: DGRAM })).to.deep.equal([DGRAM, UDP]);
    expect(protocol({ type: RAW })).to.deep.equal([RAW, 0]);
    expect(protocol({ type: RAW, proto: 5 })).to.deep.equal([RAW, 5]);
    expect(protocol({ type: STREAM, proto: 99 })).to.deep.equal([STREAM, 99]);
    expect(protocol({ type: DGRAM, proto: 99 })).to.deep.equal([DGRAM, 99]);
  });

  it('are of all kinds of sockets that fit', () => {
    for (const [options, kinds] of [
      [
        {},
        [
          [STREAM, TCP],
          [DGRAM, UDP],
          [RAW, 0],
        ],
      ] as const,
      [{ type: STREAM }, [[STREAM, TCP]]] as const,
      [{ type: DGRAM }, [[DGRAM, UDP]]] as const,
      [{ type: RAW, proto: 5 }, [[RAW, 5]]] as const,
      [
        { proto: TCP },
        [
          [STREAM, TCP],
          [RAW, TCP],
        ],
      ] as const,
      [
        { proto: UDP },
        [
          [DGRAM, UDP],
          [RAW, UDP],
        ],
      ] as const,
      [{ type: STREAM, proto: UDP }, []] as const,
    ]) {
      expect(kindsOf(options), JSON.stringify(options)).to.deep.equal(kinds);
    }
  });

  it('of no host are all interfaces for whoever listens, and the loopback for others', () => {
    expect(ownAddresses(0, 0)).to.deep.equal(['127.0.0.1', '::1']);
    expect(ownAddresses(0, NUMERIC)).to.deep.equal(['127.0.0.1', '::1']);
    expect(ownAddresses(0, PASSIVE | NUMERIC)).to.deep.equal(['0.0.0.0', '::']);
    expect([ownAddresses(4, 0), ownAddresses(6, 0)]).to.deep.equal([['127.0.0.1'], ['::1']]);
    expect([ownAddresses(4, PASSIVE), ownAddresses(6, PASSIVE)]).to.deep.equal([['0.0.0.0'], ['::']]);
  });

  it('alternate between families', () => {
    const order = (hosts: string, first: number): string => {
      const rows = hosts.split('').map((name): AddressInfo => [name < 'm' ? INET : INET6, 1, 6, '', [name, 1]]);
      return interleave(rows, first)
        .map(([, , , , [name]]) => name)
        .join('');
    };
    expect(order('abcxy', 1)).to.equal('axbyc');
    expect(order('abcxy', 2)).to.equal('abxcy');
    expect(order('abcxy', 9)).to.equal('abcxy');
    expect(order('xyza', 1)).to.equal('xayz');
    expect(order('abxcy', 1)).to.equal('axbyc');
    expect(order('', 1)).to.equal('');
  });
});

describe('the look-up of names', () => {
  let loop: NodeEventLoop;
  let asked: unknown[];
  let answer: readonly string[];
  let own: Changeable['names'];
  const host = (): Changeable => currentHost();

  beforeEach(() => {
    loop = new NodeEventLoop();
    asked = [];
    answer = ['127.0.0.1'];
    own = host().names;
    host().names = {
      lookup: (...given) => {
        asked.push(given);
        return Promise.resolve([...answer]);
      },
      lookupService: (...given) => {
        asked.push(given);
        return Promise.resolve(['a.name', 'http']);
      },
    };
  });
  afterEach(() => {
    host().names = own;
    loop.close();
  });

  const run = (coroutine: Coroutine): Promise<unknown> =>
    loop.runUntilComplete(coroutine).catch((error: unknown) => error);
  const found = (name: string | null, port: number | string | null, options?: ResolveOptions): Promise<unknown> =>
    run(getaddrinfo(loop, name, port, options));

  it('gives a row for each address and kind', async () => {
    answer = ['127.0.0.1', 'nonsense', '::1'];
    expect(await found('a.name', 'http', { type: STREAM })).to.deep.equal([
      [INET, STREAM, TCP, '', ['127.0.0.1', 80]],
      [INET6, STREAM, TCP, '', ['::1', 80, 0, 0]],
    ]);
    expect(await found('a.name', 80)).to.have.length(6);
    expect(asked).to.deep.equal([
      ['a.name', 0],
      ['a.name', 0],
    ]);
  });

  it('asks for the family that is wanted', async () => {
    for (const family of [0, INET, INET6]) await found('a.name', 80, { family });
    await found('127.0.0.1', 80, { family: INET });
    await found('::1', 80, { family: INET6 });
    expect(asked).to.deep.equal([
      ...[
        ['a.name', 0],
        ['a.name', 4],
        ['a.name', 6],
        ['127.0.0.1', 4],
        ['::1', 6],
      ],
    ]);
  });

  it('asks nobody for the addresses of no host', async () => {
    const hosts = async (options: ResolveOptions): Promise<unknown> =>
      ((await found(null, 7, { type: STREAM, ...options })) as readonly AddressInfo[]).map(([, , , , to]) => to);
    expect(await hosts({})).to.deep.equal([
      ['127.0.0.1', 7],
      ['::1', 7, 0, 0],
    ]);
    expect(await hosts({ family: INET, flags: PASSIVE | NUMERIC })).to.deep.equal([['0.0.0.0', 7]]);
    expect(await hosts({ family: INET6 })).to.deep.equal([['::1', 7, 0, 0]]);
    expect(asked).to.deep.equal([]);
  });

  it('refuses what cannot be', async () => {
    const refused = async (...given: Parameters<typeof found>): Promise<unknown> => {
      const error = await found(...given);
      return error instanceof GaiError ? [error.errno, error.message] : error;
    };
    const unknown = [-2, '[Errno -2] Name or service not known'];
    const family = [-9, '[Errno -9] Address family for hostname not supported'];
    expect(await refused('a.name', 80, { flags: NUMERIC })).to.deep.equal(unknown);
    expect(await refused('a.name', 80, { flags: NUMERIC | PASSIVE })).to.deep.equal(unknown);
    expect(await refused('127.0.0.1', 80, { family: INET6 })).to.deep.equal(family);
    expect(await refused('::1', 80, { family: INET })).to.deep.equal(family);
    expect(await refused('127.0.0.1', 'nothing')).to.deep.equal([
      -8,
      '[Errno -8] Servname not supported for ai_socktype',
    ]);
    expect(asked).to.deep.equal([]);
    expect(await refused('127.0.0.1', 80, { flags: NUMERIC })).to.have.length(3);
    host().names = { ...host().names, lookup: () => Promise.reject(new Error('no such name')) };
    expect(await refused('a.name', 80)).to.deep.equal([-2, '[Errno -2] no such name']);
  });

  it('names addresses, as far as that is wanted', async () => {
    const named = (flags?: number, address: Address = ['127.0.0.1', 80]): Promise<unknown> =>
      run(getnameinfo(loop, address, flags));
    expect(await named()).to.deep.equal(['a.name', 'http']);
    expect(await named(1)).to.deep.equal(['127.0.0.1', 'http']);
    expect(await named(2)).to.deep.equal(['a.name', '80']);
    expect(asked).to.deep.equal(asked.map(() => ['127.0.0.1', 80]));
    expect(asked.splice(0)).to.have.length(3);
    expect(await named(3)).to.deep.equal(['127.0.0.1', '80']);
    expect(asked).to.deep.equal([]);
    expect(await named(0, ['::1', 80, 0, 0])).to.deep.equal(['a.name', 'http']);
    expect(await named(0, 'a path'))
      .to.be.instanceOf(TypeError)
      .with.property('message')
      .that.includes('a tuple');
    expect(await named(3, ['a.name', 80]))
      .to.be.instanceOf(GaiError)
      .with.property('errno', -2);
    host().names = { ...host().names, lookupService: () => Promise.reject(new Error('no such address')) };
    const failed = (await named()) as GaiError;
    expect([failed.errno, failed.message]).to.deep.equal([-2, '[Errno -2] no such address']);
  });

  it('is the loop`s own way, and left out where the address is literal', async () => {
    const calls: unknown[] = [];
    const rows: AddressInfo[] = [[INET, STREAM, TCP, '', ['10.0.0.1', 1]]];
    const other = (name: string): never =>
      ({
        *getaddrinfo(...given: readonly unknown[]): Coroutine<readonly AddressInfo[]> {
          calls.push([name, ...given]);
          return yield* (function* (): Coroutine<readonly AddressInfo[]> {
            return rows;
          })();
        },
        *_ensureResolved(address: Address, options: object): Coroutine<readonly AddressInfo[]> {
          return yield* ensureResolved(other(name), address, options);
        },
      }) as never;
    const self = other('self');
    expect(await run(ensureResolved(self, ['10.0.0.9', 5], { family: INET }))).to.deep.equal([
      [INET, STREAM, TCP, '', ['10.0.0.9', 5]],
    ]);
    expect(calls).to.deep.equal([]);
    expect(await run(ensureResolved(self, ['a.name', 5], { type: DGRAM }))).to.equal(rows);
    await run(ensureResolved(self, ['a.name', 5], { loop: other('given') }));
    expect(calls).to.deep.equal([
      ['self', 'a.name', 5, { type: DGRAM }],
      ['given', 'a.name', 5, {}],
    ]);
    expect(await run(resolve(self, ['a.name', 5], {}))).to.equal(rows);
    rows.length = 0;
    const none = await run(resolve(self, ['a.name', 5], {}));
    expect(none).to.be.instanceOf(OSError).with.property('message', 'getaddrinfo() returned empty list');
  });
});
