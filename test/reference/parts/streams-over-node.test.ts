/** Streams of NodeEventLoop by themselves: what is delivered and written when, and how they end. */
import { expect } from 'chai';
import { BrokenPipeError, ConnectionResetError, KeyboardInterrupt } from '../../../spec';
import { StreamOverNode } from '../stream-over-node';

const HIGH = 256 * 1024;
const LOW = HIGH / 2;
const ENDING = ['node destroys'];
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('a stream over node', () => {
  let on: StreamOverNode;

  beforeEach(() => {
    on = new StreamOverNode();
  });

  it('begins to read when its protocol knows of it', () => {
    on.begin();
    expect(on.connection.listenerCount('data')).to.equal(0);
    on.loop.run();
    expect(on.trace).to.deep.equal(['made', 'node reads', 'ready']);
  });

  it('has the facts of a socket, unless it is a pipe or is told others', () => {
    on.open({}, { extra: { peername: 'told' } });
    expect(on.stream.getExtraInfo('sockname')).to.deep.equal(['10.0.0.1', 1]);
    expect(on.stream.getExtraInfo('peername')).to.equal('told');
    expect(on.stream.getExtraInfo('socket')).to.include({ family: 2, type: 1, proto: 6 });
    on.open({}, { oneWay: true, extra: { pipe: 'it' } });
    expect(['socket', 'sockname', 'pipe'].map((name) => on.stream.getExtraInfo(name))).to.deep.equal([
      null,
      null,
      'it',
    ]);
  });

  it('delivers what came in one iteration, and the end in the next', () => {
    on.open();
    on.connection.emit('data', bytes(1));
    on.connection.emit('data', bytes(2, 3));
    on.connection.emit('end');
    expect([on.trace, on.loop.waiting]).to.deep.equal([[], 1]);
    on.loop.turn();
    expect(on.trace.splice(0)).to.deep.equal([[1], [2, 3]]);
    on.loop.turn();
    expect(on.trace.splice(0)).to.deep.equal(['eof']);
    expect(on.seen()).to.deep.equal([['lost', null], ...ENDING]);
  });

  it('tells the end at once where nothing came with it, and stays open when the protocol wants to write', () => {
    on.open({ eofReceived: () => on.trace.push('eof') > 0 });
    on.connection.emit('end');
    on.loop.turn();
    expect(on.trace.splice(0)).to.deep.equal(['eof']);
    expect([on.loop.waiting, on.stream.isClosing()]).to.deep.equal([0, false]);
    on.open({ eofReceived: () => on.trace.push('eof') > 0 }, { oneWay: true });
    expect(on.seen(() => on.connection.emit('end'))).to.deep.equal(['eof', ['lost', null], ...ENDING]);
  });

  it('has node stop when much waits for the protocol, and go on when little does', () => {
    on.open();
    on.stream.pauseReading();
    on.connection.emit('data', new Uint8Array(LOW));
    on.connection.emit('data', new Uint8Array(LOW - 1));
    expect(on.trace).to.deep.equal([]);
    on.connection.emit('data', new Uint8Array(1));
    on.connection.emit('data', new Uint8Array(1));
    expect(on.trace.splice(0)).to.deep.equal(['node pauses']);
    on.stream.resumeReading();
    on.loop.run();
    expect(on.trace.splice(0)).to.deep.equal([LOW, LOW - 1, 'node reads', [0], [0]]);
    on.connection.emit('data', new Uint8Array(LOW));
    expect(on.seen(() => on.connection.emit('data', new Uint8Array(LOW)))).to.deep.equal([
      ...['node pauses', LOW, LOW, 'node reads'],
    ]);
  });

  it('holds data back while it is paused, and no failure', () => {
    on.open();
    on.stream.pauseReading();
    on.connection.emit('data', bytes(1));
    expect(on.seen()).to.deep.equal([]);
    expect(on.seen(() => on.stream.resumeReading())).to.deep.equal([[1]]);
    on.stream.pauseReading();
    on.stream.resumeReading();
    expect(on.loop.waiting, 'nothing came').to.equal(0);
    on.stream.pauseReading();
    on.connection.emit('data', bytes(2));
    const [lost, ...rest] = on.seen(() =>
      on.connection.emit('error', Object.assign(new Error('it was reset'), { code: 'ECONNRESET' })),
    );
    expect((lost as readonly unknown[])[1]).to.be.instanceOf(ConnectionResetError);
    expect(rest).to.deep.equal(ENDING);
    expect(on.loop.reports).to.deep.equal([]);
  });

  it('drops what comes while it closes', () => {
    on.open();
    on.connection.takes = false;
    on.stream.write(bytes(1));
    on.stream.close();
    on.trace.length = 0;
    on.connection.emit('data', bytes(1));
    on.connection.emit('end');
    expect(on.seen()).to.deep.equal([]);
    expect(on.seen(() => on.connection.flush())).to.deep.equal([['lost', null], ...ENDING]);
  });

  it('fills a buffer as often as it takes', () => {
    const room = new Uint8Array(2);
    const into = {
      dataReceived: undefined,
      getBuffer: () => room,
      bufferUpdated: (count: number) => on.trace.push([...room.subarray(0, count)]),
    };
    on.open(into);
    on.connection.emit('data', bytes(1, 2, 3, 4, 5));
    expect(on.seen()).to.deep.equal([[1, 2], [3, 4], [5]]);
  });

  it('ends with a fault of the protocol, and says of which of its methods', () => {
    const fails = (): never => {
      throw fault;
    };
    for (const [more, event, name] of [
      [{ dataReceived: fails }, ['data', bytes(1)], 'data_received'],
      [{ eofReceived: fails }, ['end'], 'eof_received'],
    ] as const) {
      on.open(more);
      on.connection.emit(event[0], event[1]);
      expect(on.seen()).to.deep.equal([['lost', fault], ...ENDING]);
      expect(on.loop.reports.pop()).to.include({
        message: `Fatal error: protocol.${name}() call failed.`,
        exception: fault,
        transport: on.stream,
      });
    }
  });

  it('lets requests to exit pass, and delivers the rest afterwards', () => {
    const request = new KeyboardInterrupt();
    let requests = 1;
    on.open({
      dataReceived: (data: Uint8Array) => {
        on.trace.push([...data]);
        if (requests-- > 0) throw request;
      },
    });
    on.connection.emit('data', bytes(1));
    on.connection.emit('data', bytes(2));
    expect(on.seen()).to.deep.equal([[1], [2]]);
    expect(on.loop.faults).to.deep.equal([request]);
    expect(on.loop.reports).to.deep.equal([]);
  });

  it('tells of room when node has sent', () => {
    on.open();
    on.connection.takes = false;
    on.stream.setWriteBufferLimits({ high: 0 });
    expect(on.seen(() => on.stream.write(bytes(1, 2)))).to.deep.equal([['node writes', 2], 'pause']);
    expect(on.stream.getWriteBufferSize()).to.equal(2);
    expect(on.seen(() => on.connection.flush())).to.deep.equal(['resume']);
    on.stream.write(bytes(3));
    on.trace.length = 0;
    on.connection.flush();
    expect(on.seen(() => on.stream.abort())).to.deep.equal([['lost', null], ...ENDING]);
  });

  it('ends its side, or as a pipe itself', () => {
    on.open();
    expect(on.seen(() => on.stream.writeEof())).to.deep.equal(['node ends']);
    expect(on.stream.isClosing()).to.equal(false);
    on.open({}, { oneWay: true });
    on.connection.takes = false;
    on.stream.write(bytes(1));
    on.trace.length = 0;
    expect(on.seen(() => on.stream.writeEof())).to.deep.equal([]);
    expect(on.stream.isClosing()).to.equal(true);
    expect(on.seen(() => on.stream.write(bytes(2)))).to.deep.equal([]);
    expect(on.stream.getWriteBufferSize()).to.equal(1);
    on.open();
    on.connection.takes = false;
    on.stream.write(bytes(1));
    on.stream.close();
    on.stream.write(bytes(2));
    expect(on.stream.getWriteBufferSize()).to.equal(2);
  });

  it('is over when its reader is, with what was lost by it', () => {
    on.open();
    expect(on.seen(() => on.stream._readerGone())).to.deep.equal([['lost', null], ...ENDING]);
    on.open();
    on.connection.takes = false;
    on.stream.write(bytes(1));
    on.trace.length = 0;
    const [lost] = on.seen(() => on.stream._readerGone());
    expect((lost as readonly unknown[])[1]).to.be.instanceOf(BrokenPipeError);
  });

  it('says when node has closed it', () => {
    on.open({}, { onRelease: () => on.trace.push('released') });
    expect(on.seen(() => on.stream.abort())).to.deep.equal([['lost', null], 'node destroys', 'released']);
    expect(on.seen(() => on.connection.emit('data', bytes(1)))).to.deep.equal([]);
  });
});
