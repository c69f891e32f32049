/** How servers are come by: what is asked of the loop, what is given back when it fails, and when they listen. */
import { expect } from 'chai';
import { createServer, planOf } from '../../../reference/network/create-server';
import {
  OSError,
  RuntimeError,
  ValueError,
  type Address,
  type AddressInfo,
  type Coroutine,
  type CreateServerOptions,
  type Server,
} from '../../../spec';

type Hosts = string | readonly string[] | null;

describe('servers of a loop', () => {
  let trace: unknown[];
  let found: Readonly<Record<string, readonly AddressInfo[]>>;
  let ends: Readonly<Record<string, unknown>>;
  const row = (host: string): AddressInfo => [host.includes(':') ? 10 : 2, 1, 6, '', [host, 80]];
  const sock = (name: string): never =>
    ({
      type: 1,
      fileno: () => 5,
      close: () => trace.push(`${name} closes`),
      setblocking: (flag: boolean) => trace.push([name, 'block', flag]),
      listen: (backlog: number) => trace.push([name, 'listen', backlog]),
    }) as never;
  const loop = {
    *_ensureResolved(address: Address, { loop: _loop, ...hints }: { readonly loop?: unknown }): Coroutine {
      trace.push(['resolve', address, hints]);
      return found[String(address[0])] ?? [row('10.0.0.1')];
    },
    _openSocket: (family: number, type: number, proto: number, plan: object) => {
      trace.push(['open', family, type, proto, plan]);
      return sock(`socket ${family}`);
    },
    *_bindSocket(_sock: unknown, address: Address): Coroutine<void> {
      trace.push(['bind', address]);
      const end = ends[String(address[0])];
      if (end !== undefined) throw end as Error;
    },
    _startServing: () => trace.push('serve'),
    _stopServing: () => trace.push('stop'),
  } as never;
  /** The server, and how many iterations it took. */
  const made = (host: Hosts, port: number | null, options?: CreateServerOptions): readonly [Server, number] => {
    const coroutine = createServer(loop, () => ({}) as never, host, port, options);
    let turns = 0;
    for (;;) {
      const { done, value } = coroutine.next();
      if (done === true) return [value, turns];
      turns += 1;
    }
  };
  const failure = (...given: Parameters<typeof made>): unknown => {
    try {
      made(...given);
    } catch (error) {
      return error;
    }
    return 'nothing';
  };
  const of = (name: string): readonly (readonly unknown[])[] =>
    (trace as readonly (readonly unknown[])[]).filter(([what]) => what === name);

  beforeEach(() => {
    trace = [];
    found = {};
    ends = {};
  });

  it('listen as it is told, or as always', () => {
    expect(planOf({})).to.deep.equal({
      backlog: 100,
      reuseAddress: true,
      reusePort: false,
      keepAlive: false,
      startServing: true,
    });
    const told = { backlog: 5, reuseAddress: false, reusePort: true, keepAlive: true, startServing: false };
    expect(planOf(told)).to.deep.equal(told);
  });

  it('are bound, do not block, and listen an iteration before they are there', () => {
    const [server, turns] = made('name', 80);
    expect(trace).to.deep.equal([
      ['resolve', ['name', 80], { family: 0, type: 1, flags: 1 }],
      ['open', 2, 1, 6, planOf({})],
      ['bind', ['10.0.0.1', 80]],
      ['socket 2', 'block', false],
      ['socket 2', 'listen', 100],
      'serve',
    ]);
    expect([turns, server.isServing()]).to.deep.equal([1, true]);
    trace = [];
    const [other, none] = made('name', 80, { startServing: false, family: 2, flags: 4, backlog: 7 });
    expect([none, other.isServing(), trace.includes('serve')]).to.deep.equal([0, false, false]);
    expect(trace[0]).to.deep.equal(['resolve', ['name', 80], { family: 2, type: 1, flags: 4 }]);
  });

  it('are bound to all addresses of all hosts, to each once', () => {
    found = { a: [row('10.0.0.1'), row('::1')], b: [row('::1'), row('10.0.0.2')] };
    made(['a', 'b'], 80);
    expect(of('bind').map(([, address]) => (address as Address)[0])).to.deep.equal(['10.0.0.1', '::1', '10.0.0.2']);
    for (const none of ['', null]) {
      trace = [];
      made(none, 80);
      expect(trace[0]).to.deep.equal(['resolve', [null, 80], { family: 0, type: 1, flags: 1 }]);
    }
  });

  it('do without addresses that the machine does not have, but not without any', () => {
    const absent = (code: string): OSError => Object.assign(new OSError('absent'), { code });
    found = { name: [row('10.0.0.1'), row('::1')] };
    for (const code of ['EADDRNOTAVAIL', 'EAFNOSUPPORT']) {
      trace = [];
      ends = { '10.0.0.1': absent(code) };
      const [server] = made('name', 80);
      expect(server.sockets).to.have.length(1);
      expect(trace).to.include('socket 2 closes').and.not.include('socket 10 closes');
    }
    ends = { '10.0.0.1': absent('EADDRNOTAVAIL'), '::1': absent('EAFNOSUPPORT') };
    expect(failure('name', 80)).to.be.instanceOf(OSError);
    expect((failure('name', 80) as Error).message).to.equal('could not bind on any address out of 10.0.0.1,80; ::1,80');
  });

  it('give back all that they opened when one cannot be had', () => {
    found = { name: [row('10.0.0.1'), row('::1')] };
    for (const end of [
      Object.assign(new OSError('in use'), { code: 'EADDRINUSE' }),
      new OSError('odd'),
      new RuntimeError('bug'),
    ]) {
      trace = [];
      ends = { '::1': end };
      expect(failure('name', 80)).to.equal(end);
      expect(trace.slice(-2)).to.deep.equal(['socket 10 closes', 'socket 2 closes']);
    }
  });

  it('are over a socket that is given, alone', () => {
    const [server] = made(null, null, { sock: sock('given'), backlog: 3 });
    expect(trace).to.deep.equal([['given', 'block', false], ['given', 'listen', 3], 'serve']);
    expect(server.sockets).to.have.length(1);
    for (const [host, port] of [['name', null] as const, [null, 80] as const]) {
      expect(failure(host, port, { sock: sock('given') })).to.be.instanceOf(ValueError);
    }
    expect(failure(null, null)).to.be.instanceOf(ValueError);
    const datagrams = { ...(sock('given') as object), type: 2 };
    expect(failure(null, null, { sock: datagrams } as never)).to.be.instanceOf(ValueError);
  });

  it('have options, and TLS with a context', () => {
    const error = failure('name', 80, { unknown: 1 } as never);
    expect(error).to.be.instanceOf(TypeError);
    expect((error as Error).message).to.equal("create_server() got an unexpected keyword argument 'unknown'");
    for (const ssl of [true, false]) {
      expect((failure('name', 80, { ssl }) as Error).message).to.equal('ssl argument must be an SSLContext or None');
    }
    for (const name of ['sslHandshakeTimeout', 'sslShutdownTimeout'] as const) {
      expect(failure('name', 80, { [name]: 1 })).to.be.instanceOf(ValueError);
    }
    expect(trace).to.deep.equal([]);
  });
});
