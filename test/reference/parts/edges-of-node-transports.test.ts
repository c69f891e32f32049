/** The transports of NodeEventLoop at their edges: exactly as much as fits, one thing alone, and what comes too late. */
import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { NodeDatagramTransport } from '../../../reference/node/datagram-transport';
import type { DatagramEvent, HostDatagramSocket } from '../../../reference/node/host-datagram-socket';
import { StreamTransport } from '../../../reference/node/stream-transport';
import { weight } from '../../../reference/transports/base-datagram-transport';
import type { Address, BaseProtocol } from '../../../spec';
import { ManualLoop } from '../manual-loop';

const nothing = (): void => {};
const refused = (): Error => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });

describe('at the edges of a stream over node', () => {
  let loop: ManualLoop;
  let trace: unknown[];
  let connection: EventEmitter;
  let stream: StreamTransport;

  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
    connection = Object.assign(new EventEmitter(), {
      pause: () => trace.push('node pauses'),
      resume: () => trace.push('node reads'),
      destroy: nothing,
    });
    const protocol = {
      connectionMade: nothing,
      connectionLost: (error: Error | null) => trace.push(`lost ${String(error?.name)}`),
      dataReceived: (data: Uint8Array) => trace.push(data.length),
      eofReceived: nothing,
    } as unknown as BaseProtocol;
    stream = new StreamTransport(loop.asLoop, connection as unknown as Socket, protocol);
    loop.run();
    trace.length = 0;
  });

  it('node reads on as soon as less than half waits', () => {
    const [high, left] = [256 * 1024, 100_000];
    stream.pauseReading();
    connection.emit('data', new Uint8Array(high - left));
    connection.emit('data', new Uint8Array(left));
    stream.resumeReading();
    loop.run();
    expect(trace).to.deep.equal(['node pauses', high - left, 'node reads', left]);
  });

  it('a failure comes after the data before it', () => {
    connection.emit('data', new Uint8Array(3));
    connection.emit('error', refused());
    loop.run();
    expect(trace).to.deep.equal([3, 'lost ConnectionRefusedError']);
  });
});

describe('at the edges of datagrams over node', () => {
  const ROOM = 4 << 20;
  const EMPTY = weight(new Uint8Array(0));
  const from: Address = ['10.0.0.2', 2];
  let loop: ManualLoop;
  let trace: unknown[];
  let transport: NodeDatagramTransport;
  let tell: (event: DatagramEvent) => void;
  let queued: number;
  let sent: ((failure: Error | null) => void)[];

  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
    queued = 0;
    sent = [];
    const host = {
      ...{ family: 2, type: 2, proto: 17, peername: null },
      getsockname: () => ['10.0.0.1', 1],
      deliverTo: (listener: typeof tell) => (tell = listener),
      close: nothing,
      socket: {
        send: (...given: readonly unknown[]) => sent.push(given.at(-1) as (failure: Error | null) => void),
        getSendQueueCount: () => queued,
      },
    } as unknown as HostDatagramSocket;
    const protocol = {
      connectionMade: nothing,
      connectionLost: () => trace.push('lost'),
      datagramReceived: (data: Uint8Array) => trace.push(data.length),
      errorReceived: (error: Error) => trace.push(error.name),
    } as unknown as BaseProtocol;
    transport = new NodeDatagramTransport(loop.asLoop, host, protocol);
    loop.run();
  });
  const run = (): readonly unknown[] => {
    loop.run();
    return trace.splice(0);
  };
  const datagram = (length: number): DatagramEvent => ({ data: new Uint8Array(length), from });

  it('as many are kept as there is room for, and not one more', () => {
    transport.pauseReading();
    const large = ROOM - 3 * EMPTY;
    for (const length of [large, 0, 0, 0]) tell(datagram(length));
    transport.resumeReading();
    expect(run()).to.deep.equal([large, 0, 0]);
  });

  it('one that is held back is delivered, and one failure passes', () => {
    transport.pauseReading();
    tell({ failure: refused() });
    expect(run()).to.deep.equal(['ConnectionRefusedError']);
    tell(datagram(5));
    expect(run()).to.deep.equal([]);
    transport.resumeReading();
    expect(run()).to.deep.equal([5]);
  });

  it('nobody is told of a failure once all is over', () => {
    tell({ failure: refused() });
    transport.abort();
    expect(run()).to.deep.equal(['lost']);
  });

  it('what never waited does not count when node says that it was sent', () => {
    transport.sendto(new Uint8Array(1), from);
    sent[0]?.(null);
    expect([run(), transport.getWriteBufferSize(), loop.reports]).to.deep.equal([[], 0, []]);
  });

  it('what waited does not count when all is over', () => {
    queued = 1;
    transport.sendto(new Uint8Array(1), from);
    sent[0]?.(null);
    transport.abort();
    expect([run(), transport.getWriteBufferSize(), loop.reports]).to.deep.equal([['lost'], 0, []]);
  });
});
