/** How connections are come by: what is asked of the loop, and which errors are told when attempts fail. */
import { expect } from 'chai';
import { connect } from '../../../reference/network/connect';
import {
  ConnectionRefusedError,
  OSError,
  RuntimeError,
  TimeoutError,
  type Address,
  type AddressInfo,
  type Coroutine,
  type CreateConnectionOptions,
  type ExceptionGroup,
} from '../../../spec';
import { caught, result } from '../by-hand';
import { VirtualLoop } from '../virtual-loop';

const [INET, INET6] = [2, 10];
const bug = new RuntimeError('bug');
const refused = new ConnectionRefusedError('refused');

describe('attempts to connect', () => {
  /** By host: what connecting there, or binding to it, ends with. */
  type Ends = Readonly<Record<string, unknown>>;

  class Loop extends VirtualLoop {
    readonly asked: unknown[] = [];
    readonly closed: unknown[] = [];

    constructor(
      readonly found: Readonly<Record<string, readonly string[]>>,
      readonly ends: Ends,
    ) {
      super();
    }
    override *_ensureResolved(address: Address, options: object = {}): Coroutine<readonly AddressInfo[]> {
      const { loop: _loop, ...hints } = options as { readonly loop?: unknown };
      this.asked.push([address[0], hints]);
      const hosts = this.found[String(address[0])] ?? [];
      return hosts.map((host): AddressInfo => [host.includes(':') ? INET6 : INET, 1, 6, '', [host, 80]]);
    }
    override _openSocket(family: number): never {
      return { family, close: () => this.closed.push(family) } as never;
    }
    override *_bindSocket(_sock: unknown, [host]: Address): Coroutine<void> {
      const end = this.ends[String(host)];
      if (end !== undefined) throw end as Error;
    }
    override *sockConnect(_sock: unknown, [host]: Address): Coroutine<void> {
      const end = this.ends[String(host)];
      if (end !== undefined) throw end as Error;
    }
  }
  const attempt = (loop: Loop, options: CreateConnectionOptions = {}): unknown =>
    caught(() => result(connect(loop as never, ['name', 80], options)));
  const race = async (loop: Loop, options: CreateConnectionOptions = {}): Promise<unknown> => {
    try {
      const all = { happyEyeballsDelay: 1, ...options };
      return await loop.runUntilComplete(connect(loop as never, ['name', 80], all));
    } catch (error) {
      return error;
    } finally {
      loop.close();
    }
  };

  it('ask for streams, of what kind they are told to', () => {
    const loop = new Loop({ name: ['10.0.0.1'] }, {});
    attempt(loop);
    attempt(loop, { family: INET, proto: 6, flags: 4, localAddr: ['here', 0] });
    const given = { family: INET, type: 1, proto: 6, flags: 4 };
    expect(loop.asked).to.deep.equal([
      ['name', { family: 0, type: 1, proto: 0, flags: 0 }],
      ['name', given],
      ['here', given],
    ]);
  });

  it('count as failures what the system refuses, and nothing else', async () => {
    const hosts = { name: ['10.0.0.1', '10.0.0.2'] };
    expect(await race(new Loop(hosts, { '10.0.0.1': bug, '10.0.0.2': refused }))).to.equal(refused);
    const none = await race(new Loop(hosts, { '10.0.0.1': bug, '10.0.0.2': bug }));
    expect(none).to.be.instanceOf(TimeoutError).with.property('message', 'create_connection failed');
    const group = await race(new Loop(hosts, { '10.0.0.1': bug, '10.0.0.2': bug }), { allErrors: true });
    expect((group as ExceptionGroup).exceptions).to.deep.equal([]);
  });

  it('close what they opened, when they fail', () => {
    const loop = new Loop({ name: ['10.0.0.1', '::1'] }, { '10.0.0.1': refused });
    attempt(loop);
    expect(loop.closed).to.deep.equal([INET]);
  });

  it('tell of each local address that was not to be had, in order', () => {
    const taken = (host: string): OSError =>
      Object.assign(new OSError(`Taken ${host}`), { errno: 98, code: 'EADDRINUSE' });
    const found = { name: ['10.0.0.1'], here: ['10.0.0.7', '::7', '10.0.0.8'] };
    const words = (host: string): string => `error while attempting to bind on address ['${host}', 80]: taken ${host}`;
    const told = (ends: Ends): readonly unknown[] => {
      const error = attempt(new Loop(found, ends), { localAddr: ['here', 0], allErrors: true });
      return (error as ExceptionGroup).exceptions.map((one) => (one as Error).message);
    };
    // The second can be had, and then the connection is refused.
    expect(told({ '10.0.0.7': taken('a'), '10.0.0.1': refused })).to.deep.equal([
      words('10.0.0.7').replace('taken 10.0.0.7', 'taken a'),
      'refused',
    ]);
    expect(told({ '10.0.0.7': taken('a'), '10.0.0.8': taken('b') })).to.deep.equal([
      words('10.0.0.7').replace('taken 10.0.0.7', 'taken a'),
      words('10.0.0.8').replace('taken 10.0.0.8', 'taken b'),
    ]);
    const error = attempt(new Loop(found, { '10.0.0.7': taken('a'), '10.0.0.8': taken('a') }), {
      localAddr: ['here', 0],
    });
    expect((error as OSError).message).to.match(/^Multiple exceptions: error while .*, error while /);
    const last = attempt(new Loop({ ...found, here: ['10.0.0.7'] }, { '10.0.0.7': taken('a') }), {
      localAddr: ['here', 0],
    });
    expect(last).to.include({ errno: 98, code: 'EADDRINUSE' });
  });

  it('have no local address of another family, and end with what is no refusal', () => {
    const found = { name: ['10.0.0.1'], here: ['::7'] };
    const none = attempt(new Loop(found, {}), { localAddr: ['here', 0] });
    expect((none as Error).message).to.equal('no matching local address with family=2 found');
    const loop = new Loop({ ...found, here: ['10.0.0.7', '10.0.0.8'] }, { '10.0.0.7': bug });
    expect(attempt(loop, { localAddr: ['here', 0] })).to.equal(bug);
    expect(loop.closed).to.deep.equal([INET]);
  });
});
