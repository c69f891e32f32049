/** The transports of NodeEventLoop at their edges: exactly as much as fits, one thing alone, and what comes too late. */
import { expect } from 'chai';
import { weight } from '../../../reference/transports/base-datagram-transport';
import { DatagramsOverNode, FROM } from '../datagrams-over-node';
import { StreamOverNode } from '../stream-over-node';

const refusal = ['ConnectionRefusedError', 'ECONNREFUSED'];
const bytes = (length: number): Uint8Array => new Uint8Array(length);

describe('at the edges of a stream over node', () => {
  let on: StreamOverNode;

  beforeEach(() => {
    on = new StreamOverNode();
    on.open({
      connectionLost: (error: Error | null) => on.trace.push(`lost ${String(error?.name)}`),
      dataReceived: (data: Uint8Array) => on.trace.push(data.length),
    });
  });

  it('node reads on as soon as less than half waits', () => {
    const [high, left] = [256 * 1024, 100_000];
    on.stream.pauseReading();
    on.connection.emit('data', bytes(high - left));
    on.connection.emit('data', bytes(left));
    expect(on.seen(() => on.stream.resumeReading())).to.deep.equal(['node pauses', high - left, 'node reads', left]);
  });

  it('a failure comes after the data before it', () => {
    on.connection.emit('data', bytes(3));
    on.connection.emit('error', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(on.seen()).to.deep.equal([3, 'lost ConnectionRefusedError', 'node destroys']);
  });
});

describe('at the edges of datagrams over node', () => {
  const ROOM = 4 << 20;
  const EMPTY = weight(bytes(0));
  const ENDING = [['lost', null], 'node closes'];
  let on: DatagramsOverNode;

  beforeEach(() => {
    on = new DatagramsOverNode();
    on.open({ datagramReceived: (data: Uint8Array) => on.trace.push(data.length) });
  });

  it('as many are kept as there is room for, and not one more', () => {
    on.transport.pauseReading();
    const large = ROOM - 3 * EMPTY;
    for (const length of [large, 0, 0, 0]) on.arrive(bytes(length));
    expect(on.seen(() => on.transport.resumeReading())).to.deep.equal([large, 0, 0]);
  });

  it('one that is held back is delivered, and one failure passes', () => {
    on.transport.pauseReading();
    expect(on.seen(() => on.refuse())).to.deep.equal([refusal]);
    expect(on.seen(() => on.arrive(bytes(5)))).to.deep.equal([]);
    expect(on.seen(() => on.transport.resumeReading())).to.deep.equal([5]);
  });

  it('nobody is told of a failure once all is over', () => {
    on.refuse();
    expect(on.seen(() => on.transport.abort())).to.deep.equal(ENDING);
  });

  it('what never waited does not count when node says that it was sent', () => {
    on.transport.sendto(bytes(1), FROM);
    on.trace.length = 0;
    on.sent[0]?.(null);
    expect([on.seen(), on.transport.getWriteBufferSize(), on.loop.reports]).to.deep.equal([[], 0, []]);
  });

  it('what waited does not count when all is over', () => {
    on.queued = 1;
    on.transport.sendto(bytes(1), FROM);
    on.trace.length = 0;
    on.sent[0]?.(null);
    on.transport.abort();
    expect([on.seen(), on.transport.getWriteBufferSize(), on.loop.reports]).to.deep.equal([ENDING, 0, []]);
  });
});
