/** How endpoints of datagrams are come by: what is asked of the loop, and what is refused. */
import { expect } from 'chai';
import { createDatagramEndpoint } from '../../../reference/network/create-datagram-endpoint';
import {
  ConnectionRefusedError,
  RuntimeError,
  ValueError,
  type Address,
  type AddressInfo,
  type Coroutine,
  type CreateDatagramOptions,
} from '../../../spec';
import { caught, result } from '../by-hand';

const [INET, INET6, UNIX] = [2, 10, 1];
const bug = new RuntimeError('bug');
const refused = new ConnectionRefusedError('refused');

describe('endpoints of datagrams', () => {
  let trace: unknown[];
  let ends: Readonly<Record<string, unknown>>;
  let found: readonly AddressInfo[];
  /** What is found for the first address and for the next, where it is not the same. */
  let sides: (readonly AddressInfo[])[];
  const opened = (family: number, type: number, proto: number): object => ({
    type,
    close: () => trace.push('close'),
    setblocking: (flag: boolean) => trace.push(['block', flag]),
    setsockopt: (...given: readonly unknown[]) => trace.push(['option', ...given]),
    toString: () => `<socket ${String([family, type, proto])}>`,
  });
  const loop = {
    _openSocket: (...given: readonly [number, number, number]) => {
      trace.push(['open', ...given]);
      if (ends['open'] !== undefined) throw ends['open'] as Error;
      return opened(...given);
    },
    *_bindSocket(_sock: unknown, address: Address): Coroutine<void> {
      trace.push(['bind', address]);
      if (ends['bind'] !== undefined) throw ends['bind'] as Error;
    },
    *sockConnect(_sock: unknown, address: Address): Coroutine<void> {
      trace.push(['connect', address]);
    },
    *_ensureResolved(address: Address, { loop: _loop, ...hints }: { readonly loop?: unknown }): Coroutine {
      trace.push(['resolve', address, hints]);
      return sides.shift() ?? found;
    },
    createFuture: () => ({ *[Symbol.iterator]() {} }),
    _makeDatagramTransport: (sock: object, _protocol: unknown, remote: unknown) => {
      trace.push(['transport', String(sock), remote]);
      return 'the transport';
    },
  } as never;
  const endpoint = (options: CreateDatagramOptions): unknown => {
    const factory = (): never => {
      trace.push('factory');
      return 'the protocol' as never;
    };
    return caught(() => {
      expect(result(createDatagramEndpoint(loop, factory, options))).to.deep.equal(['the transport', 'the protocol']);
    });
  };
  const row = (host: string, proto = 17): AddressInfo =>
    host.includes(':') ? [INET6, 2, proto, '', [host, 9, 0, 0]] : [INET, 2, proto, '', [host, 9]];
  const steps = (options: CreateDatagramOptions): readonly unknown[] => {
    trace = [];
    expect(endpoint(options)).to.equal('nothing');
    return trace;
  };

  beforeEach(() => {
    trace = [];
    ends = {};
    sides = [];
    found = [row('10.0.0.1')];
  });

  it('are opened, bound and connected in this order, and do not block', () => {
    const hints = { family: 0, type: 2, proto: 0, flags: 0 };
    expect(steps({ localAddr: ['l', 1], remoteAddr: ['r', 2] })).to.deep.equal([
      ['resolve', ['l', 1], hints],
      ['resolve', ['r', 2], hints],
      ['open', INET, 2, 17],
      ['bind', ['10.0.0.1', 9]],
      ['connect', ['10.0.0.1', 9]],
      ['block', false],
      'factory',
      ['transport', '<socket 2,2,17>', ['10.0.0.1', 9]],
    ]);
    const given = { family: INET, proto: 17, flags: 4 };
    expect(steps({ localAddr: ['l', 1], ...given })[0]).to.deep.equal(['resolve', ['l', 1], { ...given, type: 2 }]);
    expect(steps({ family: INET, proto: 3 })).to.deep.equal([
      ['open', INET, 2, 3],
      ['block', false],
      'factory',
      ['transport', '<socket 2,2,3>', null],
    ]);
  });

  it('have the options that they are told to', () => {
    const options = (given: CreateDatagramOptions): readonly unknown[] =>
      (steps({ family: INET, ...given }) as readonly (readonly unknown[])[]).filter(([what]) => what === 'option');
    expect(options({})).to.deep.equal([]);
    expect(options({ reusePort: true })).to.deep.equal([['option', 1, 15, 1]]);
    expect(options({ allowBroadcast: true })).to.deep.equal([['option', 1, 6, 1]]);
    // Who speaks to all has no peer, but knows where to send.
    const broadcast = steps({ remoteAddr: ['r', 2], allowBroadcast: true });
    expect(broadcast).not.to.deep.include(['connect', ['10.0.0.1', 9]]);
    expect(broadcast.at(-1)).to.deep.equal(['transport', '<socket 2,2,17>', ['10.0.0.1', 9]]);
  });

  it('close what they opened, try the next, and tell the first failure', () => {
    found = [row('10.0.0.1'), row('::1')];
    ends = { bind: refused };
    expect(endpoint({ localAddr: ['l', 1] })).to.equal(refused);
    expect(trace.filter((what) => what === 'close')).to.have.length(2);
    trace = [];
    ends = { bind: bug };
    expect(endpoint({ localAddr: ['l', 1] }), 'what is no refusal ends all').to.equal(bug);
    expect(trace.filter((what) => what === 'close')).to.have.length(1);
    trace = [];
    ends = { open: refused };
    expect(endpoint({ localAddr: ['l', 1] })).to.equal(refused);
    expect(trace.slice(1)).to.deep.equal([
      ['open', INET, 2, 17],
      ['open', INET6, 2, 17],
    ]);
  });

  it('are paths, which nobody looks up', () => {
    expect(steps({ family: UNIX, localAddr: '/l', remoteAddr: '/r' })).to.deep.equal([
      ['open', UNIX, 2, 0],
      ['bind', '/l'],
      ['connect', '/r'],
      ['block', false],
      'factory',
      ['transport', '<socket 1,2,0>', '/r'],
    ]);
    for (const odd of [{ localAddr: ['h', 1] }, { remoteAddr: 5 }]) {
      const error = endpoint({ family: UNIX, ...odd } as never);
      expect(error).to.be.instanceOf(TypeError).with.property('message', 'string is expected');
    }
  });

  it('are refused where nothing says what they are', () => {
    expect(endpoint({})).to.be.instanceOf(ValueError).with.property('message', 'unexpected address family');
    for (const odd of ['text', ['h'], ['h', 1, 2], 5]) {
      const error = endpoint({ localAddr: odd } as never);
      expect(error).to.be.instanceOf(TypeError).with.property('message', '2-tuple is expected');
    }
    expect(endpoint({ unknown: 1 } as never)).to.be.instanceOf(TypeError);
  });

  it('have both addresses of one family and protocol', () => {
    sides.push([row('::1')], [row('10.0.0.1')]);
    const error = endpoint({ localAddr: ['l', 1], remoteAddr: ['r', 2] });
    expect(error).to.be.instanceOf(ValueError).with.property('message', 'can not get address information');
    sides.push([row('10.0.0.1'), row('::1')], [row('::2')]);
    trace = [];
    expect(endpoint({ localAddr: ['l', 1], remoteAddr: ['r', 2] })).to.equal('nothing');
    expect(trace.slice(2, 5)).to.deep.equal([
      ['open', INET6, 2, 17],
      ['bind', ['::1', 9, 0, 0]],
      ['connect', ['::2', 9, 0, 0]],
    ]);
  });

  it('are over sockets that are given, alone', () => {
    const given = (type: number): never => opened(INET, type, 17) as never;
    expect(steps({ sock: given(2) })).to.deep.equal([
      ['block', false],
      'factory',
      ['transport', '<socket 2,2,17>', null],
    ]);
    expect((endpoint({ sock: given(1) }) as Error).message).to.match(/^A datagram socket was expected, got /);
    for (const extra of [{ family: INET }, { reusePort: true }, { localAddr: ['l', 1] }]) {
      const error = endpoint({ sock: given(2), ...extra } as CreateDatagramOptions);
      const [name] = Object.keys(extra);
      expect((error as Error).message)
        .to.include(`(${String(name)})`)
        .and.include('socket modifier keyword arguments');
    }
    expect(endpoint({ sock: given(2), family: 0, reusePort: false })).to.equal('nothing');
  });
});
