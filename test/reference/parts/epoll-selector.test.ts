/** EpollSelector by itself: what it watches, and how long it waits. */
import { expect } from 'chai';
import { asyncio } from '../../../reference';
import type { EpollSelector } from '../../../reference/selector/epoll-selector';
import { EpollSelector as Epoll } from '../../../reference/selector/epoll-selector';
import { EVENT_READ, EVENT_WRITE, type SelectorEvent } from '../../../reference/selector/keyed-selector';
import { socketsMissing } from '../../../reference/sockets';
import { LookupError, OSError, ValueError, type Socket } from '../../../spec';

const { sockets } = asyncio;

describe('EpollSelector', () => {
  let selector: EpollSelector;
  let one: Socket;
  let two: Socket;

  beforeEach(function () {
    if (socketsMissing() !== null) this.skip();
    selector = new Epoll();
    [one, two] = sockets.socketpair();
  });
  afterEach(() => {
    for (const each of [selector, one, two] as readonly (EpollSelector | Socket | undefined)[]) each?.close();
  });

  const ready = (timeout: number | null): readonly unknown[] =>
    (selector.select(timeout) as readonly SelectorEvent[]).map(([key, events]) => [key.fd, key.data, events]);

  it('tells what is ready for what', () => {
    const key = selector.register(one, EVENT_READ, 'data');
    expect(key).to.deep.equal({ fileobj: one, fd: one.fileno(), events: EVENT_READ, data: 'data' });
    expect(ready(0)).to.deep.equal([]);
    two.send(new Uint8Array(1));
    expect(ready(0)).to.deep.equal([[one.fileno(), 'data', EVENT_READ]]);
    expect(ready(null)).to.deep.equal([[one.fileno(), 'data', EVENT_READ]]);
    selector.modify(one, EVENT_READ | EVENT_WRITE, 'other');
    expect(ready(0)).to.deep.equal([[one.fileno(), 'other', EVENT_READ | EVENT_WRITE]]);
    selector.modify(one, EVENT_WRITE);
    expect(ready(5)).to.deep.equal([[one.fileno(), null, EVENT_WRITE]]);
    // The same events with other data need no call.
    selector.modify(one, EVENT_WRITE, 1);
    expect(ready(5)).to.deep.equal([[one.fileno(), 1, EVENT_WRITE]]);
  });

  it('tells of several at a time', () => {
    selector.register(one, EVENT_WRITE);
    selector.register(two.fileno(), EVENT_WRITE);
    expect(ready(0)).to.have.length(2);
    expect([...selector.getMap().keys()]).to.have.members([one.fileno(), two.fileno()]);
  });

  it('tells the reader and the writer of an end', () => {
    selector.register(one, EVENT_READ | EVENT_WRITE);
    two.close();
    expect(ready(0)).to.deep.equal([[one.fileno(), null, EVENT_READ | EVENT_WRITE]]);
    selector.modify(one, EVENT_WRITE);
    expect(ready(0)).to.deep.equal([[one.fileno(), null, EVENT_WRITE]]);
  });

  it('watches nothing twice, and finds nothing that it does not watch', () => {
    selector.register(one, EVENT_READ);
    expect(() => selector.register(one.fileno(), EVENT_READ)).to.throw(LookupError, 'already registered');
    expect(selector.getKey(one)).to.equal(selector.find(one.fileno()));
    expect(selector.unregister(one)).to.include({ fd: one.fileno(), events: EVENT_READ });
    expect(() => selector.getKey(one)).to.throw(LookupError, 'is not registered');
    expect(() => selector.unregister(one)).to.throw(LookupError);
    expect(() => selector.modify(one, EVENT_READ)).to.throw(LookupError);
    expect(selector.find(one.fileno())).to.equal(undefined);
    two.send(new Uint8Array(1));
    expect(ready(0)).to.deep.equal([]);
    selector.register(one, EVENT_READ);
    expect(ready(0)).to.have.length(1);
  });

  it('watches for reading and writing only', () => {
    for (const events of [0, 4, EVENT_READ | 8]) {
      expect(() => selector.register(one, events)).to.throw(ValueError, `Invalid events: ${String(events)}`);
    }
    selector.register(one, EVENT_READ);
    expect(() => selector.modify(one, 0)).to.throw(ValueError);
    expect(selector.getKey(one).events).to.equal(EVENT_READ);
  });

  it('waits as long as it is told to, and no longer', () => {
    selector.register(one, EVENT_READ);
    const took = (timeout: number): number => {
      const start = performance.now();
      expect(ready(timeout)).to.deep.equal([]);
      return performance.now() - start;
    };
    expect(took(0.03)).to.be.within(28, 1000);
    expect(took(0.0001)).to.be.lessThan(1000);
    expect(took(-5)).to.be.lessThan(1000);
    // A wait of any length ends when there is something.
    two.send(new Uint8Array(1));
    expect(ready(1e9)).to.have.length(1);
    expect(ready(Infinity)).to.have.length(1);
  });

  it('is closed once, and has no number then', () => {
    selector.register(one, EVENT_READ);
    expect(selector.fileno()).to.be.greaterThan(2);
    selector.close();
    selector.close();
    expect(selector.fileno()).to.equal(-1);
    expect([...selector.getMap()]).to.deep.equal([]);
    expect(() => selector.select(0))
      .to.throw(OSError)
      .with.property('code', 'EBADF');
    expect(() => selector.register(one, EVENT_READ)).to.throw(OSError);
  });

  it('does not watch what is no descriptor', () => {
    one.close();
    expect(() => selector.register(one, EVENT_READ)).to.throw(ValueError);
    expect(() => selector.register({} as Socket, EVENT_READ)).to.throw(ValueError);
  });
});
