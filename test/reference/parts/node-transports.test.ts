/** The transports of NodeEventLoop by themselves, over sockets that say what a test has node say. */
import { expect } from 'chai';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { NodeDatagramTransport, type DatagramOptions } from '../../../reference/node/datagram-transport';
import type { DatagramEvent, HostDatagramSocket } from '../../../reference/node/host-datagram-socket';
import { StreamTransport, type StreamOptions } from '../../../reference/node/stream-transport';
import { weight } from '../../../reference/transports/base-datagram-transport';
import type { OSError } from '../../../spec';
import {
  BrokenPipeError,
  ConnectionResetError,
  KeyboardInterrupt,
  type Address,
  type BaseProtocol,
} from '../../../spec';
import { ManualLoop } from '../manual-loop';

const HIGH = 256 * 1024;
const LOW = HIGH / 2;
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);
const waiter = (trace: unknown[]): never => ({ done: () => false, setResult: () => trace.push('ready') }) as never;

/** Node's socket of a stream. */
class Connection extends EventEmitter {
  localAddress: string | undefined = '10.0.0.1';
  localPort = 1;
  remoteAddress = '10.0.0.2';
  remotePort = 2;
  localFamily = 'IPv4';
  takes = true;
  writableLength = 0;
  #written: (() => void)[] = [];

  constructor(readonly trace: unknown[]) {
    super();
  }
  pause(): void {
    this.trace.push('node pauses');
  }
  resume(): void {
    this.trace.push('node reads');
  }
  end(): void {
    this.trace.push('node ends');
  }
  destroy(): void {
    this.trace.push('node destroys');
  }
  write(piece: Uint8Array, written: () => void): void {
    this.trace.push(['node writes', piece.length]);
    this.#written.push(written);
    if (!this.takes) this.writableLength = piece.length;
  }
  flush(): void {
    this.writableLength = 0;
    for (const written of this.#written.splice(0)) written();
  }
}

describe('a stream over node', () => {
  let loop: ManualLoop;
  let trace: unknown[];
  let connection: Connection;
  let stream: StreamTransport;
  const protocol = (more: object = {}): BaseProtocol =>
    ({
      connectionMade: () => trace.push('made'),
      connectionLost: (error: unknown) => trace.push(['lost', error]),
      dataReceived: (data: Uint8Array) => trace.push(data.length > 9 ? data.length : [...data]),
      eofReceived: () => void trace.push('eof'),
      pauseWriting: () => trace.push('pause'),
      resumeWriting: () => trace.push('resume'),
      ...more,
    }) as unknown as BaseProtocol;
  const open = (more: object = {}, options: StreamOptions = {}): void => {
    connection = new Connection(trace);
    stream = new StreamTransport(loop.asLoop, connection as unknown as Socket, protocol(more), waiter(trace), options);
    loop.run();
    trace.length = 0;
  };
  const seen = (action: () => void): readonly unknown[] => {
    action();
    loop.run();
    return trace.splice(0);
  };
  const ENDING = ['node destroys'];

  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
  });

  it('begins to read when its protocol knows of it', () => {
    connection = new Connection(trace);
    stream = new StreamTransport(loop.asLoop, connection as unknown as Socket, protocol(), waiter(trace));
    expect(connection.listenerCount('data')).to.equal(0);
    loop.run();
    expect(trace).to.deep.equal(['made', 'node reads', 'ready']);
  });

  it('has the facts of a socket, unless it is a pipe or is told others', () => {
    open({}, { extra: { peername: 'told' } });
    expect(stream.getExtraInfo('sockname')).to.deep.equal(['10.0.0.1', 1]);
    expect(stream.getExtraInfo('peername')).to.equal('told');
    expect(stream.getExtraInfo('socket')).to.include({ family: 2, type: 1, proto: 6 });
    open({}, { oneWay: true, extra: { pipe: 'it' } });
    expect(['socket', 'sockname', 'pipe'].map((name) => stream.getExtraInfo(name))).to.deep.equal([null, null, 'it']);
  });

  it('delivers what came in one iteration, and the end in the next', () => {
    open();
    connection.emit('data', bytes(1));
    connection.emit('data', bytes(2, 3));
    connection.emit('end');
    expect([trace, loop.waiting]).to.deep.equal([[], 1]);
    loop.turn();
    expect(trace.splice(0)).to.deep.equal([[1], [2, 3]]);
    loop.turn();
    expect(trace.splice(0)).to.deep.equal(['eof']);
    expect(seen(() => {})).to.deep.equal([['lost', null], ...ENDING]);
  });

  it('tells the end at once where nothing came with it, and stays open when the protocol wants to write', () => {
    open({ eofReceived: () => trace.push('eof') > 0 });
    connection.emit('end');
    loop.turn();
    expect(trace.splice(0)).to.deep.equal(['eof']);
    expect([loop.waiting, stream.isClosing()]).to.deep.equal([0, false]);
    open({ eofReceived: () => trace.push('eof') > 0 }, { oneWay: true });
    expect(seen(() => connection.emit('end'))).to.deep.equal(['eof', ['lost', null], ...ENDING]);
  });

  it('has node stop when much waits for the protocol, and go on when little does', () => {
    open();
    stream.pauseReading();
    connection.emit('data', new Uint8Array(LOW));
    connection.emit('data', new Uint8Array(LOW - 1));
    expect(trace).to.deep.equal([]);
    connection.emit('data', new Uint8Array(1));
    connection.emit('data', new Uint8Array(1));
    expect(trace.splice(0)).to.deep.equal(['node pauses']);
    stream.resumeReading();
    loop.run();
    expect(trace.splice(0)).to.deep.equal([LOW, LOW - 1, 'node reads', [0], [0]]);
    connection.emit('data', new Uint8Array(LOW));
    expect(seen(() => connection.emit('data', new Uint8Array(LOW)))).to.deep.equal([
      ...['node pauses', LOW, LOW, 'node reads'],
    ]);
  });

  it('holds data back while it is paused, and no failure', () => {
    open();
    stream.pauseReading();
    connection.emit('data', bytes(1));
    expect(seen(() => {})).to.deep.equal([]);
    expect(seen(() => stream.resumeReading())).to.deep.equal([[1]]);
    stream.pauseReading();
    stream.resumeReading();
    expect(loop.waiting, 'nothing came').to.equal(0);
    stream.pauseReading();
    connection.emit('data', bytes(2));
    const [lost, ...rest] = seen(() =>
      connection.emit('error', Object.assign(new Error('it was reset'), { code: 'ECONNRESET' })),
    );
    expect((lost as readonly unknown[])[1]).to.be.instanceOf(ConnectionResetError);
    expect(rest).to.deep.equal(ENDING);
    expect(loop.reports).to.deep.equal([]);
  });

  it('drops what comes while it closes', () => {
    open();
    connection.takes = false;
    stream.write(bytes(1));
    stream.close();
    trace.length = 0;
    connection.emit('data', bytes(1));
    connection.emit('end');
    expect(seen(() => {})).to.deep.equal([]);
    expect(seen(() => connection.flush())).to.deep.equal([['lost', null], ...ENDING]);
  });

  it('fills a buffer as often as it takes', () => {
    const room = new Uint8Array(2);
    const into = {
      dataReceived: undefined,
      getBuffer: () => room,
      bufferUpdated: (count: number) => trace.push([...room.subarray(0, count)]),
    };
    open(into);
    connection.emit('data', bytes(1, 2, 3, 4, 5));
    expect(seen(() => {})).to.deep.equal([[1, 2], [3, 4], [5]]);
  });

  it('ends with a fault of the protocol, and says of which of its methods', () => {
    const fails = (): never => {
      throw fault;
    };
    for (const [more, event, name] of [
      [{ dataReceived: fails }, ['data', bytes(1)], 'data_received'],
      [{ eofReceived: fails }, ['end'], 'eof_received'],
    ] as const) {
      open(more);
      connection.emit(event[0], event[1]);
      expect(seen(() => {})).to.deep.equal([['lost', fault], ...ENDING]);
      expect(loop.reports.pop()).to.include({
        message: `Fatal error: protocol.${name}() call failed.`,
        exception: fault,
        transport: stream,
      });
    }
  });

  it('lets requests to exit pass, and delivers the rest afterwards', () => {
    const request = new KeyboardInterrupt();
    let requests = 1;
    open({
      dataReceived: (data: Uint8Array) => {
        trace.push([...data]);
        if (requests-- > 0) throw request;
      },
    });
    connection.emit('data', bytes(1));
    connection.emit('data', bytes(2));
    expect(seen(() => {})).to.deep.equal([[1], [2]]);
    expect(loop.faults).to.deep.equal([request]);
    expect(loop.reports).to.deep.equal([]);
  });

  it('tells of room when node has sent', () => {
    open();
    connection.takes = false;
    stream.setWriteBufferLimits({ high: 0 });
    expect(seen(() => stream.write(bytes(1, 2)))).to.deep.equal([['node writes', 2], 'pause']);
    expect(stream.getWriteBufferSize()).to.equal(2);
    expect(seen(() => connection.flush())).to.deep.equal(['resume']);
    stream.write(bytes(3));
    trace.length = 0;
    connection.flush();
    expect(seen(() => stream.abort())).to.deep.equal([['lost', null], ...ENDING]);
  });

  it('ends its side, or as a pipe itself', () => {
    open();
    expect(seen(() => stream.writeEof())).to.deep.equal(['node ends']);
    expect(stream.isClosing()).to.equal(false);
    open({}, { oneWay: true });
    connection.takes = false;
    stream.write(bytes(1));
    trace.length = 0;
    expect(seen(() => stream.writeEof())).to.deep.equal([]);
    expect(stream.isClosing()).to.equal(true);
    expect(seen(() => stream.write(bytes(2)))).to.deep.equal([]);
    expect(stream.getWriteBufferSize()).to.equal(1);
    open();
    connection.takes = false;
    stream.write(bytes(1));
    stream.close();
    stream.write(bytes(2));
    expect(stream.getWriteBufferSize()).to.equal(2);
  });

  it('is over when its reader is, with what was lost by it', () => {
    open();
    expect(seen(() => stream._readerGone())).to.deep.equal([['lost', null], ...ENDING]);
    open();
    connection.takes = false;
    stream.write(bytes(1));
    trace.length = 0;
    const [lost] = seen(() => stream._readerGone());
    expect((lost as readonly unknown[])[1]).to.be.instanceOf(BrokenPipeError);
  });

  it('says when node has closed it', () => {
    open({}, { onRelease: () => trace.push('released') });
    expect(seen(() => stream.abort())).to.deep.equal([['lost', null], 'node destroys', 'released']);
    expect(seen(() => connection.emit('data', bytes(1)))).to.deep.equal([]);
  });
});

describe('datagrams over node', () => {
  const ROOM = 4 << 20;
  let loop: ManualLoop;
  let trace: unknown[];
  let transport: NodeDatagramTransport;
  let tell: (event: DatagramEvent) => void;
  let queued: number;
  let sent: ((failure: Error | null) => void)[];
  const from: Address = ['10.0.0.2', 2];
  const datagram = (data: Uint8Array): DatagramEvent => ({ data, from });
  const protocol = (more: object): BaseProtocol =>
    ({
      connectionMade: () => trace.push('made'),
      connectionLost: (error: unknown) => trace.push(['lost', error]),
      datagramReceived: (data: Uint8Array, of: Address) =>
        trace.push(data.length > 9 ? data.length : [...data, of === from]),
      errorReceived: (error: OSError) => trace.push([error.name, error.code]),
      pauseWriting: () => trace.push('pause'),
      resumeWriting: () => trace.push('resume'),
      ...more,
    }) as unknown as BaseProtocol;
  const host = (peername: Address | null): HostDatagramSocket =>
    ({
      ...{ family: 2, type: 2, proto: 17, peername },
      getsockname: () => ['10.0.0.1', 1],
      deliverTo: (listener: typeof tell) => {
        trace.push('node reads');
        tell = listener;
      },
      close: () => trace.push('node closes'),
      socket: {
        send: (data: Uint8Array, ...to: readonly unknown[]) => {
          trace.push(['node sends', ...data, ...to.slice(0, -1)]);
          if (to[0] === 0) throw new RangeError('Port should be > 0');
          sent.push(to.at(-1) as (failure: Error | null) => void);
        },
        getSendQueueCount: () => queued,
      },
    }) as unknown as HostDatagramSocket;
  const open = (more: object = {}, options: DatagramOptions = {}, peer: Address | null = null): void => {
    transport = new NodeDatagramTransport(loop.asLoop, host(peer), protocol(more), waiter(trace), options);
    loop.run();
    trace.length = 0;
  };
  const seen = (action: () => void): readonly unknown[] => {
    action();
    loop.run();
    return trace.splice(0);
  };

  beforeEach(() => {
    loop = new ManualLoop();
    trace = [];
    queued = 0;
    sent = [];
  });

  it('begin when the protocol knows of it', () => {
    transport = new NodeDatagramTransport(loop.asLoop, host(null), protocol({}), waiter(trace), {
      extra: { sockname: 'told' },
    });
    loop.run();
    expect(trace).to.deep.equal(['made', 'node reads', 'ready']);
    expect(transport.getExtraInfo('sockname')).to.equal('told');
    expect(transport.getExtraInfo('peername', 'none')).to.equal(null);
    expect(transport.getExtraInfo('socket')).to.include({ family: 2, type: 2, proto: 17 });
    open({}, {}, from);
    expect(transport.getExtraInfo('peername')).to.equal(from);
    expect(transport.getExtraInfo('sockname')).to.deep.equal(['10.0.0.1', 1]);
  });

  it('are delivered in an iteration, all that came', () => {
    open();
    tell(datagram(bytes(1)));
    tell({ failure: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    tell(datagram(bytes()));
    expect([trace, loop.waiting]).to.deep.equal([[], 1]);
    expect(seen(() => {})).to.deep.equal([[1, true], ['ConnectionRefusedError', 'ECONNREFUSED'], [true]]);
  });

  it('are held back by a pause, which holds back no failure', () => {
    open();
    transport.pauseReading();
    tell(datagram(bytes(1)));
    tell({ failure: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    tell(datagram(bytes(2)));
    expect(seen(() => {})).to.deep.equal([['ConnectionRefusedError', 'ECONNREFUSED']]);
    expect(seen(() => transport.resumeReading())).to.deep.equal([
      [1, true],
      [2, true],
    ]);
    transport.pauseReading();
    transport.resumeReading();
    expect(loop.waiting, 'nothing came').to.equal(0);
  });

  it('are lost where too much waits for the protocol, until it has been taken', () => {
    open();
    transport.pauseReading();
    tell(datagram(new Uint8Array(ROOM - weight(bytes(1)) - weight(bytes()))));
    tell(datagram(bytes(1)));
    tell(datagram(bytes()));
    expect(seen(() => transport.resumeReading())).to.have.length(2);
    tell(datagram(bytes(3)));
    expect(seen(() => {})).to.deep.equal([[3, true]]);
    transport.pauseReading();
    tell(datagram(new Uint8Array(ROOM - weight(bytes()))));
    tell({ failure: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    tell(datagram(bytes()));
    expect(seen(() => transport.resumeReading())).to.have.length(2);
  });

  it('are dropped while it closes, and failures are told until it is lost', () => {
    open();
    queued = 1;
    transport.sendto(bytes(1), from);
    transport.close();
    trace.length = 0;
    tell(datagram(bytes(1)));
    tell({ failure: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    expect(seen(() => {})).to.deep.equal([['ConnectionRefusedError', 'ECONNREFUSED']]);
    transport.abort();
    tell({ failure: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    sent[0]?.(new Error('too late'));
    expect(seen(() => {})).to.deep.equal([['lost', null], 'node closes']);
  });

  it('that the protocol fails on keep no others back', () => {
    open({
      datagramReceived: (data: Uint8Array) => {
        trace.push([...data]);
        if (data[0] === 1) throw fault;
      },
    });
    tell(datagram(bytes(1)));
    tell(datagram(bytes(2)));
    loop.turn();
    expect(trace).to.deep.equal([[1]]);
    loop.turn();
    expect(trace).to.deep.equal([[1], [2]]);
    expect(loop.reports.map(({ exception }) => exception)).to.deep.equal([fault]);
    tell(datagram(bytes(1)));
    loop.turn();
    expect(loop.waiting, 'nothing is left').to.equal(0);
  });

  it('are sent to the peer, or to whom it is told, as they are by then', () => {
    open();
    expect(seen(() => transport.sendto(bytes(1, 2), ['10.0.0.3', 7]))).to.deep.equal([
      ['node sends', 1, 2, 7, '10.0.0.3'],
    ]);
    expect(transport.getWriteBufferSize()).to.equal(0);
    open({}, {}, from);
    expect(seen(() => transport.sendto(bytes(1)))).to.deep.equal([['node sends', 1]]);
  });

  it('to nowhere are a mistake, and end it', () => {
    for (const [to, words] of [
      [null, 'None'],
      ['a path', 'string'],
    ] as const) {
      open();
      const [lost, closed] = seen(() => transport.sendto(bytes(1), to));
      expect((lost as readonly unknown[])[1]).to.be.instanceOf(TypeError);
      expect(closed).to.equal('node closes');
      const message = `an address of host and port is expected, not ${words}`;
      expect((loop.reports.pop()?.exception as Error).message).to.equal(message);
    }
  });

  it('that node refuses are failures, which the protocol is told', () => {
    open();
    expect(seen(() => transport.sendto(bytes(1), ['10.0.0.3', 0]))).to.deep.equal([
      ['node sends', 1, 0, '10.0.0.3'],
      ['OSError', 'EINVAL'],
    ]);
    expect(transport.getWriteBufferSize()).to.equal(0);
    transport.sendto(bytes(1), from);
    trace.length = 0;
    sent[0]?.(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(seen(() => {})).to.deep.equal([['ConnectionRefusedError', 'ECONNREFUSED']]);
    sent[0]?.(null);
    expect([seen(() => {}), loop.waiting]).to.deep.equal([[], 0]);
  });

  it('that wait in node count until they are sent, in an iteration', () => {
    open();
    queued = 1;
    transport.setWriteBufferLimits({ high: weight(bytes(1)), low: 0 });
    transport.sendto(bytes(1), from);
    trace.length = 0;
    expect(seen(() => transport.sendto(bytes(2), from)).at(-1)).to.equal('pause');
    const two = 2 * weight(bytes(1));
    expect(transport.getWriteBufferSize()).to.equal(two);
    sent[0]?.(null);
    expect(transport.getWriteBufferSize(), 'outside of the loop').to.equal(two);
    expect(seen(() => {})).to.deep.equal([]);
    expect(transport.getWriteBufferSize()).to.equal(two / 2);
    queued = 2;
    transport.sendto(bytes(3), from);
    trace.length = 0;
    sent[1]?.(null);
    sent[2]?.(null);
    expect(seen(() => {})).to.deep.equal(['resume']);
    expect(transport.getWriteBufferSize()).to.equal(0);
    transport.sendto(bytes(4), from);
    transport.close();
    trace.length = 0;
    expect(seen(() => {})).to.deep.equal([]);
    expect(seen(() => sent[3]?.(null))).to.deep.equal([['lost', null], 'node closes']);
  });

  it('end with what whoever opened the socket is told', () => {
    open({}, { onRelease: () => trace.push('released') });
    expect(seen(() => transport.abort())).to.deep.equal([['lost', null], 'node closes', 'released']);
    open({}, {});
    transport.pauseReading();
    tell(datagram(bytes(1)));
    expect(seen(() => transport.close())).to.deep.equal([['lost', null], 'node closes']);
  });
});
