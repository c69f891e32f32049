/** Datagrams of NodeEventLoop by themselves: what is delivered, held back and lost, what is sent, and how they end. */
import { expect } from 'chai';
import { weight } from '../../../reference/transports/base-datagram-transport';
import { DatagramsOverNode, FROM } from '../datagrams-over-node';

const ROOM = 4 << 20;
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('datagrams over node', () => {
  let on: DatagramsOverNode;

  beforeEach(() => {
    on = new DatagramsOverNode();
  });

  it('begin when the protocol knows of it', () => {
    on.begin({}, { extra: { sockname: 'told' } });
    on.loop.run();
    expect(on.trace).to.deep.equal(['made', 'node reads', 'ready']);
    expect(on.transport.getExtraInfo('sockname')).to.equal('told');
    expect(on.transport.getExtraInfo('peername', 'none')).to.equal(null);
    expect(on.transport.getExtraInfo('socket')).to.include({ family: 2, type: 2, proto: 17 });
    on.open({}, {}, FROM);
    expect(on.transport.getExtraInfo('peername')).to.equal(FROM);
    expect(on.transport.getExtraInfo('sockname')).to.deep.equal(['10.0.0.1', 1]);
  });

  it('are delivered in an iteration, all that came', () => {
    on.open();
    on.arrive(bytes(1));
    on.refuse();
    on.arrive(bytes());
    expect([on.trace, on.loop.waiting]).to.deep.equal([[], 1]);
    expect(on.seen()).to.deep.equal([[1, true], ['ConnectionRefusedError', 'ECONNREFUSED'], [true]]);
  });

  it('are held back by a pause, which holds back no failure', () => {
    on.open();
    on.transport.pauseReading();
    on.arrive(bytes(1));
    on.refuse();
    on.arrive(bytes(2));
    expect(on.seen()).to.deep.equal([['ConnectionRefusedError', 'ECONNREFUSED']]);
    expect(on.seen(() => on.transport.resumeReading())).to.deep.equal([
      [1, true],
      [2, true],
    ]);
    on.transport.pauseReading();
    on.transport.resumeReading();
    expect(on.loop.waiting, 'nothing came').to.equal(0);
  });

  it('are lost where too much waits for the protocol, until it has been taken', () => {
    on.open();
    on.transport.pauseReading();
    on.arrive(new Uint8Array(ROOM - weight(bytes(1)) - weight(bytes())));
    on.arrive(bytes(1));
    on.arrive(bytes());
    expect(on.seen(() => on.transport.resumeReading())).to.have.length(2);
    on.arrive(bytes(3));
    expect(on.seen()).to.deep.equal([[3, true]]);
    on.transport.pauseReading();
    on.arrive(new Uint8Array(ROOM - weight(bytes())));
    on.refuse();
    on.arrive(bytes());
    expect(on.seen(() => on.transport.resumeReading())).to.have.length(2);
  });

  it('are dropped while it closes, and failures are told until it is lost', () => {
    on.open();
    on.queued = 1;
    on.transport.sendto(bytes(1), FROM);
    on.transport.close();
    on.trace.length = 0;
    on.arrive(bytes(1));
    on.refuse();
    expect(on.seen()).to.deep.equal([['ConnectionRefusedError', 'ECONNREFUSED']]);
    on.transport.abort();
    on.refuse();
    on.sent[0]?.(new Error('too late'));
    expect(on.seen()).to.deep.equal([['lost', null], 'node closes']);
  });

  it('that the protocol fails on keep no others back', () => {
    on.open({
      datagramReceived: (data: Uint8Array) => {
        on.trace.push([...data]);
        if (data[0] === 1) throw fault;
      },
    });
    on.arrive(bytes(1));
    on.arrive(bytes(2));
    on.loop.turn();
    expect(on.trace).to.deep.equal([[1]]);
    on.loop.turn();
    expect(on.trace).to.deep.equal([[1], [2]]);
    expect(on.loop.reports.map(({ exception }) => exception)).to.deep.equal([fault]);
    on.arrive(bytes(1));
    on.loop.turn();
    expect(on.loop.waiting, 'nothing is left').to.equal(0);
  });

  it('are sent to the peer, or to whom it is told, as they are by then', () => {
    on.open();
    expect(on.seen(() => on.transport.sendto(bytes(1, 2), ['10.0.0.3', 7]))).to.deep.equal([
      ['node sends', 1, 2, 7, '10.0.0.3'],
    ]);
    expect(on.transport.getWriteBufferSize()).to.equal(0);
    on.open({}, {}, FROM);
    expect(on.seen(() => on.transport.sendto(bytes(1)))).to.deep.equal([['node sends', 1]]);
  });

  it('to nowhere are a mistake, and end it', () => {
    for (const [to, words] of [
      [null, 'None'],
      ['a path', 'string'],
    ] as const) {
      on.open();
      const [lost, closed] = on.seen(() => on.transport.sendto(bytes(1), to));
      expect((lost as readonly unknown[])[1]).to.be.instanceOf(TypeError);
      expect(closed).to.equal('node closes');
      const message = `an address of host and port is expected, not ${words}`;
      expect((on.loop.reports.pop()?.exception as Error).message).to.equal(message);
    }
  });

  it('that node refuses are failures, which the protocol is told', () => {
    on.open();
    expect(on.seen(() => on.transport.sendto(bytes(1), ['10.0.0.3', 0]))).to.deep.equal([
      ['node sends', 1, 0, '10.0.0.3'],
      ['OSError', 'EINVAL'],
    ]);
    expect(on.transport.getWriteBufferSize()).to.equal(0);
    on.transport.sendto(bytes(1), FROM);
    on.trace.length = 0;
    on.sent[0]?.(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(on.seen()).to.deep.equal([['ConnectionRefusedError', 'ECONNREFUSED']]);
    on.sent[0]?.(null);
    expect([on.seen(), on.loop.waiting]).to.deep.equal([[], 0]);
  });

  it('that wait in node count until they are sent, in an iteration', () => {
    on.open();
    on.queued = 1;
    on.transport.setWriteBufferLimits({ high: weight(bytes(1)), low: 0 });
    on.transport.sendto(bytes(1), FROM);
    on.trace.length = 0;
    expect(on.seen(() => on.transport.sendto(bytes(2), FROM)).at(-1)).to.equal('pause');
    const two = 2 * weight(bytes(1));
    expect(on.transport.getWriteBufferSize()).to.equal(two);
    on.sent[0]?.(null);
    expect(on.transport.getWriteBufferSize(), 'outside of the loop').to.equal(two);
    expect(on.seen()).to.deep.equal([]);
    expect(on.transport.getWriteBufferSize()).to.equal(two / 2);
    on.queued = 2;
    on.transport.sendto(bytes(3), FROM);
    on.trace.length = 0;
    on.sent[1]?.(null);
    on.sent[2]?.(null);
    expect(on.seen()).to.deep.equal(['resume']);
    expect(on.transport.getWriteBufferSize()).to.equal(0);
    on.transport.sendto(bytes(4), FROM);
    on.transport.close();
    on.trace.length = 0;
    expect(on.seen()).to.deep.equal([]);
    expect(on.seen(() => on.sent[3]?.(null))).to.deep.equal([['lost', null], 'node closes']);
  });

  it('end with what whoever opened the socket is told', () => {
    on.open({}, { onRelease: () => on.trace.push('released') });
    expect(on.seen(() => on.transport.abort())).to.deep.equal([['lost', null], 'node closes', 'released']);
    on.open({}, {});
    on.transport.pauseReading();
    on.arrive(bytes(1));
    expect(on.seen(() => on.transport.close())).to.deep.equal([['lost', null], 'node closes']);
  });
});
