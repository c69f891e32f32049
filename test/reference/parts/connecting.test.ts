/** The attempts of create_connection(), on a loop whose network is a script and whose time is virtual. */
import { expect } from 'chai';
import { asyncio } from '../../../reference';
import { ipVersion } from '../../../reference/network/ip-version';
import { ConnectionRefusedError, ExceptionGroup, OSError, RuntimeError } from '../../../spec';
import type {
  Address,
  AddressInfo,
  BaseProtocol,
  Coroutine,
  CreateConnectionOptions,
  Future,
  Socket,
} from '../../../spec';
import { VirtualLoop } from '../virtual-loop';

/** Seconds an attempt takes, and what it ends with. */
type Script = Readonly<Record<string, { readonly after: number; readonly error?: unknown }>>;

const INET = 2;
const INET6 = 10;
const row = (host: string): AddressInfo => [ipVersion(host) === 4 ? INET : INET6, 1, 6, '', [host, 80]];

class ScriptedLoop extends VirtualLoop {
  /** What happened, with the time it happened at. */
  readonly trace: string[] = [];

  constructor(readonly script: Script) {
    super();
  }

  note(text: string): void {
    this.trace.push(`${(this.now - 1000).toFixed(1)} ${text}`);
  }

  override *getaddrinfo(): Coroutine<readonly AddressInfo[]> {
    return Object.keys(this.script).map(row);
  }

  override _openSocket(): Socket {
    let host = 'a socket';
    return {
      bind: (address: Address) => {
        if (address[0] === '192.0.2.9') throw new OSError('Cannot assign');
        this.note(`bind ${String(address[0])}`);
      },
      connect: (to: string) => (host = to),
      close: () => this.note(`close ${host}`),
      toString: () => host,
    } as unknown as Socket;
  }

  override *sockConnect(sock: Socket, address: Address): Coroutine<void> {
    const host = String(address[0]);
    (sock as unknown as { connect(to: string): void }).connect(host);
    this.note(`connect ${host}`);
    const { after, error } = this.script[host] ?? { after: 0 };
    yield* asyncio.sleep(after);
    if (error !== undefined) throw error;
  }

  override _makeSocketTransport(sock: Socket, _protocol: BaseProtocol, waiter?: Future | null): never {
    this.note(`use ${String(sock)}`);
    waiter?.setResult(null);
    return { close: () => {} } as never;
  }

  async connect(options: CreateConnectionOptions = {}): Promise<unknown> {
    try {
      await this.runUntilComplete(this.createConnection((): BaseProtocol => ({}) as never, 'name', 80, options));
      return null;
    } catch (error) {
      return error;
    } finally {
      this.close();
    }
  }
}

const refused = new ConnectionRefusedError('refused');

describe('create_connection()', () => {
  it('tries one address after another, for as long as each takes', async () => {
    const loop = new ScriptedLoop({ '10.0.0.1': { after: 5, error: refused }, '10.0.0.2': { after: 1 } });
    expect(await loop.connect()).to.equal(null);
    expect(loop.trace).to.deep.equal([
      '0.0 connect 10.0.0.1',
      '5.0 close 10.0.0.1',
      '5.0 connect 10.0.0.2',
      '6.0 use 10.0.0.2',
    ]);
  });

  it('begins the next attempt after the delay, and gives up the slower', async () => {
    const loop = new ScriptedLoop({ '10.0.0.1': { after: 5 }, '10.0.0.2': { after: 1 }, '10.0.0.3': { after: 1 } });
    expect(await loop.connect({ happyEyeballsDelay: 0.7 })).to.equal(null);
    expect(loop.trace).to.deep.equal([
      ...['0.0 connect 10.0.0.1', '0.7 connect 10.0.0.2', '1.4 connect 10.0.0.3'],
      ...['1.7 close 10.0.0.1', '1.7 close 10.0.0.3', '1.7 use 10.0.0.2'],
    ]);
  });

  it('begins the next attempt at once when the last has failed', async () => {
    const loop = new ScriptedLoop({
      '10.0.0.1': { after: 0.1, error: refused },
      '10.0.0.2': { after: 3, error: refused },
      '10.0.0.3': { after: 3 },
    });
    expect(await loop.connect({ happyEyeballsDelay: 1 })).to.equal(null);
    expect(loop.trace.filter((step) => !step.includes('close'))).to.deep.equal([
      ...['0.0 connect 10.0.0.1', '0.1 connect 10.0.0.2', '1.1 connect 10.0.0.3', '4.1 use 10.0.0.3'],
    ]);
  });

  it('keeps one socket when two attempts succeed at the same moment', async () => {
    const loop = new ScriptedLoop({ '10.0.0.1': { after: 2 }, '10.0.0.2': { after: 1 } });
    expect(await loop.connect({ happyEyeballsDelay: 1 })).to.equal(null);
    const ends = loop.trace.filter((step) => step.startsWith('2.0')).map((step) => step.split(' ')[1]);
    expect(ends).to.deep.equal(['close', 'use']);
  });

  it('alternates between the families when attempts are staggered, or when told to', async () => {
    const script = Object.fromEntries(
      ['::1', '::2', '::3', '10.0.0.1', '10.0.0.2'].map((host) => [host, { after: 0, error: refused }]),
    );
    const order = async (options: CreateConnectionOptions): Promise<string> => {
      const loop = new ScriptedLoop(script);
      await loop.connect(options);
      return loop.trace.flatMap((step) => (step.includes('connect') ? [step.split(' ')[2]] : [])).join(' ');
    };
    expect(await order({})).to.equal('::1 ::2 ::3 10.0.0.1 10.0.0.2');
    expect(await order({ happyEyeballsDelay: 1 })).to.equal('::1 10.0.0.1 ::2 10.0.0.2 ::3');
    expect(await order({ interleave: 2 })).to.equal('::1 ::2 10.0.0.1 ::3 10.0.0.2');
    expect(await order({ happyEyeballsDelay: 1, interleave: 0 })).to.equal('::1 ::2 ::3 10.0.0.1 10.0.0.2');
  });

  for (const options of [{}, { happyEyeballsDelay: 0.5 }]) {
    it(`says why all attempts failed, with ${JSON.stringify(options)}`, async () => {
      const other = new OSError('unreachable');
      const script = { '10.0.0.1': { after: 0, error: refused }, '10.0.0.2': { after: 0, error: other } };
      const joined = (await new ScriptedLoop(script).connect(options)) as OSError;
      expect([joined instanceof OSError, joined.message]).to.deep.equal([
        true,
        'Multiple exceptions: refused, unreachable',
      ]);
      const group = await new ScriptedLoop(script).connect({ ...options, allErrors: true });
      expect(group).to.be.instanceOf(ExceptionGroup);
      expect((group as ExceptionGroup).exceptions).to.deep.equal([refused, other]);
      const same = { '10.0.0.1': script['10.0.0.1'], '10.0.0.2': script['10.0.0.1'] };
      expect(await new ScriptedLoop(same).connect(options)).to.equal(refused);
    });
  }

  it('lets an error that is none of the system end the attempts, unless they are staggered', async () => {
    const bug = new RuntimeError('bug');
    const script = { '10.0.0.1': { after: 0, error: bug }, '10.0.0.2': { after: 0 } };
    expect(await new ScriptedLoop(script).connect()).to.equal(bug);
    expect(await new ScriptedLoop(script).connect({ happyEyeballsDelay: 1 })).to.equal(null);
  });

  it('gives up all attempts when it is cancelled', async () => {
    const loop = new ScriptedLoop({ '10.0.0.1': { after: 9 }, '10.0.0.2': { after: 9 } });
    loop.callLater(3, () => {
      for (const task of asyncio.allTasks(loop)) if (task.getName() === 'main') task.cancel();
    });
    const main = loop.createTask(
      loop.createConnection((): BaseProtocol => ({}) as never, 'name', 80, { happyEyeballsDelay: 1 }),
      { name: 'main' },
    );
    const error: unknown = await loop.runUntilComplete(main).catch((thrown: unknown) => thrown);
    expect([(error as Error).name, main.cancelled()]).to.deep.equal(['CancelledError', true]);
    expect(loop.trace.filter((step) => step.includes('close'))).to.deep.equal([
      '3.0 close 10.0.0.1',
      '3.0 close 10.0.0.2',
    ]);
    expect(asyncio.allTasks(loop).size).to.equal(0);
    loop.close();
  });

  it('binds to the local address of the same family', async () => {
    const script = { '10.0.0.1': { after: 0 } };
    const loop = new ScriptedLoop(script);
    expect(await loop.connect({ localAddr: ['192.0.2.1', 0] })).to.equal(null);
    expect(loop.trace[0]).to.equal('0.0 bind 192.0.2.1');
    const taken = (await new ScriptedLoop(script).connect({ localAddr: ['192.0.2.9', 0] })) as OSError;
    expect(taken.message).to.equal("error while attempting to bind on address ['192.0.2.9', 0]: cannot assign");
    const none = (await new ScriptedLoop(script).connect({ localAddr: ['::1', 0] })) as OSError;
    expect(none.message).to.equal('no matching local address with family=2 found');
  });
});

describe('ipVersion()', () => {
  it('tells literal addresses from names', () => {
    const four = ['0.0.0.0', '127.0.0.1', '255.255.255.255'];
    const six = [
      '::',
      '::1',
      'fe80::1%eth0',
      '2001:DB8::',
      '1:2:3:4:5:6:7:8',
      '::ffff:10.0.0.1',
      '1:2:3:4:5:6:10.0.0.1',
    ];
    const none = [
      ...['', 'localhost', '1.2.3', '1.2.3.4.5', '256.0.0.1', '01.2.3.4', '1.2.3.4%eth0', ':', ':::', '1::2::3'],
      ...['1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8', '12345::', 'g::', '::1%', '10.0.0.1::', ':1', '1:'],
    ];
    expect(four.map(ipVersion)).to.deep.equal(four.map(() => 4));
    expect(six.map(ipVersion)).to.deep.equal(six.map(() => 6));
    expect(none.filter((text) => ipVersion(text) !== 0)).to.deep.equal([]);
  });
});
