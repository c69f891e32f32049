/** The selectors that block, on epoll and on poll, by themselves: what they watch, and how long they wait. */
import { expect } from 'chai';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { asyncio } from '../../../reference';
import { EpollSelector } from '../../../reference/selector/epoll-selector';
import {
  EVENT_READ,
  EVENT_WRITE,
  type KeyedSelector,
  type SelectorEvent,
} from '../../../reference/selector/keyed-selector';
import { PollSelector } from '../../../reference/selector/poll-selector';
import { LookupError, OSError, PermissionError, ValueError, type Socket } from '../../../spec';
import { cleanups } from '../cleanups';
import { needsSockets } from '../needs-sockets';

const { sockets } = asyncio;

for (const Selector of [EpollSelector, PollSelector])
  describe(Selector.name, () => {
    const { kept, fails } = cleanups();
    let selector: KeyedSelector;
    let one: Socket;
    let two: Socket;

    needsSockets();
    beforeEach(() => {
      [selector] = kept(new Selector());
      [one, two] = kept(...sockets.socketpair());
    });

    const ready = (timeout: number | null): readonly unknown[] =>
      (selector.select(timeout) as readonly SelectorEvent[]).map(([key, events]) => [key.fd, key.data, events]);

    /** Nothing is ready, for so many seconds and hardly longer. */
    const waitsFor = (seconds: number): void => {
      const start = performance.now();
      expect(ready(seconds)).to.deep.equal([]);
      // The clock of a wait may be a little ahead, and a machine with much to do comes back late.
      expect(performance.now() - start).to.be.within(Math.max(0, seconds * 1000 - 2), 5000);
    };

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
      for (const timeout of [0.03, 0.0001, -5]) waitsFor(timeout);
      // A wait of any length ends when there is something.
      two.send(new Uint8Array(1));
      expect(ready(1e9)).to.have.length(1);
      expect(ready(Infinity)).to.have.length(1);
    });

    it('does not watch what is no descriptor', () => {
      one.close();
      expect(() => selector.register(one, EVENT_READ)).to.throw(ValueError);
      expect(() => selector.register({} as Socket, EVENT_READ)).to.throw(ValueError);
    });

    it('does not watch ordinary files and folders', () => {
      for (const path of [__filename, __dirname]) {
        const file = openSync(path, 'r');
        try {
          expect(() => selector.register(file, EVENT_READ)).to.throw(PermissionError);
        } finally {
          closeSync(file);
        }
        expect(() => selector.register(file, EVENT_READ))
          .to.throw(OSError)
          .with.property('code', 'EBADF');
      }
      expect([...selector.getMap()]).to.deep.equal([]);
    });

    it('forgets what was closed, and tells of what is left', () => {
      selector.register(two, EVENT_WRITE, 'left');
      const fd = one.fileno();
      selector.register(fd, EVENT_WRITE, 'closed');
      one.close();
      for (let times = 0; times < 2; times++) expect(ready(0)).to.deep.equal([[two.fileno(), 'left', EVENT_WRITE]]);
      selector.unregister(two);
      waitsFor(0.03);
      expect(selector.unregister(fd).data).to.equal('closed');
    });

    it('waits for what is watched alone', () => {
      selector.register(one, EVENT_READ);
      selector.register(two, EVENT_WRITE);
      expect(ready(0)).to.have.length(1);
      selector.unregister(two);
      waitsFor(0.03);
    });

    it('takes a wait that a signal interrupts for one that is over, and no other failure', () => {
      selector.register(one, EVENT_WRITE);
      const name = Selector === EpollSelector ? 'epoll_wait' : 'poll';
      fails(name, constants.errno.EINTR, constants.errno.EINVAL);
      expect(ready(0)).to.deep.equal([]);
      expect(() => ready(0))
        .to.throw(OSError)
        .with.property('code', 'EINVAL');
      expect(ready(0)).to.have.length(1);
    });
  });

describe('the descriptor of EpollSelector', () => {
  const { kept } = cleanups();
  needsSockets();

  it('is closed once, and has no number then', () => {
    const [selector] = kept(new EpollSelector());
    const [one] = kept(...sockets.socketpair());
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
});
