/** The selectors that leave the waiting to node: when they look, how often, and what they leave behind. */
import { expect } from 'chai';
import { asyncio } from '../../../reference';
import { nodeTimers } from '../../../reference/node/node-timers';
import { HostPoll } from '../../../reference/selector/host-poll';
import { EVENT_READ, type SelectorEvent } from '../../../reference/selector/keyed-selector';
import { NodeEpollSelector } from '../../../reference/selector/node-epoll-selector';
import { NodePollSelector } from '../../../reference/selector/node-poll-selector';
import type { Socket } from '../../../spec';
import { needsSockets } from '../needs-sockets';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

for (const Selector of [NodeEpollSelector, NodePollSelector]) {
  describe(`${Selector.name} on node`, () => {
    let selector: NodeEpollSelector | NodePollSelector;
    let one: Socket;
    let two: Socket;
    let resumed: number;
    const found = (timeout: number | null): readonly unknown[] =>
      selector
        .select(timeout)
        .map((event) => (Array.isArray(event) ? (event as unknown as SelectorEvent)[0].fd : event));
    const resume = (): void => {
      resumed += 1;
    };
    const until = async (times: number): Promise<void> => {
      while (resumed < times) await pause(1);
    };

    needsSockets();
    beforeEach(() => {
      selector = new Selector();
      [one, two] = asyncio.sockets.socketpair();
      resumed = 0;
    });
    afterEach(() => {
      for (const each of [selector, one, two] as readonly ({ close(): void } | undefined)[]) each?.close();
    });

    it('only looks, and owes the wait', () => {
      expect([found(null), selector.owed]).to.deep.equal([[], null]);
      expect([found(5), selector.owed]).to.deep.equal([[], 5]);
      selector.register(one, EVENT_READ);
      expect([found(5), selector.owed]).to.deep.equal([[], 5]);
      two.send(new Uint8Array(1));
      expect([found(5), selector.owed]).to.deep.equal([[one.fileno()], 0]);
      selector.post('posted');
      expect(found(5)).to.deep.equal([one.fileno(), 'posted']);
      selector.wake();
      selector.unregister(one);
      expect([found(5), selector.owed]).to.deep.equal([[], 0]);
    });

    it('goes on when a descriptor is ready, as often as that is', async () => {
      selector.register(one, EVENT_READ);
      for (let times = 1; times <= 2; times++) {
        found(null);
        selector.park(resume);
        await turn();
        expect(resumed).to.equal(times - 1);
        two.send(new Uint8Array(1));
        await until(times);
        expect(found(0)).to.deep.equal([one.fileno()]);
        one.recv(1);
        // The loop ends, and is run again.
        selector.rest();
        selector.rest();
      }
    });

    it('goes on when it is woken, when something is posted, and when the time is over', async () => {
      found(null);
      selector.park(resume);
      selector.wake();
      await until(1);
      found(null);
      selector.park(resume);
      selector.post('posted');
      await until(2);
      expect(found(0)).to.deep.equal(['posted']);
      found(0.001);
      selector.park(resume);
      await until(3);
    });

    it('goes on no more when it is closed', async () => {
      selector.register(one, EVENT_READ);
      found(0.001);
      selector.park(resume);
      selector.close();
      two.send(new Uint8Array(1));
      await pause(10);
      expect(resumed).to.equal(0);
      expect(selector.getMap().size).to.equal(0);
    });
  });
}

describe('NodePollSelector, with time in the hands of a test,', () => {
  const own = { ...nodeTimers };
  let timers: { readonly action: () => void; readonly milliseconds: number; cleared: boolean }[];
  let turns: (() => void)[];
  let selector: NodePollSelector;
  let one: Socket;
  let two: Socket;
  let resumed: number;
  /** The times of the looks that were asked for: a wait without end is the longest timer that there is. */
  const looks = (): readonly number[] =>
    timers.flatMap(({ milliseconds, cleared }) => (milliseconds < 1000 && !cleared ? [milliseconds] : []));
  const fire = (): void => {
    const last = timers.filter(({ milliseconds }) => milliseconds < 1000).at(-1);
    last?.action();
    for (const action of turns.splice(0)) action();
  };
  const park = (): void => {
    selector.select(0);
    selector.select(null);
    selector.park(() => (resumed += 1));
  };

  needsSockets();
  beforeEach(() => {
    timers = [];
    turns = [];
    resumed = 0;
    Object.assign(nodeTimers, {
      setTimer: (action: () => void, milliseconds: number) => {
        const timer = { action, milliseconds, cleared: false };
        timers.push(timer);
        return timer;
      },
      clearTimer: (timer: { cleared: boolean }) => {
        timer.cleared = true;
      },
      afterPoll: (action: () => void) => {
        turns.push(action);
      },
    });
    selector = new NodePollSelector();
    [one, two] = asyncio.sockets.socketpair();
  });
  afterEach(() => {
    Object.assign(nodeTimers, own);
    for (const each of [selector, one, two] as readonly ({ close(): void } | undefined)[]) each?.close();
  });

  it('looks ever more rarely, until something is ready', () => {
    selector.register(one, EVENT_READ);
    park();
    for (let times = 0; times < 6; times++) fire();
    expect(looks()).to.deep.equal([1, 2, 4, 8, 16, 16, 16]);
    two.send(new Uint8Array(1));
    fire();
    expect(resumed).to.equal(1);
    expect(looks(), 'it looks no more').to.have.length(7);
    one.recv(1);
    park();
    expect(looks().slice(7), 'and soon again').to.deep.equal([1]);
  });

  it('does not look where nothing is watched, nor while the loop does not wait', () => {
    park();
    expect(looks()).to.deep.equal([]);
    selector.wake();
    for (const action of turns.splice(0)) action();
    selector.register(one, EVENT_READ);
    park();
    expect(looks()).to.deep.equal([1]);
    selector.wake();
    for (const action of turns.splice(0)) action();
    expect(resumed).to.equal(2);
    // The loop is at work when the timer of the wait before goes off.
    two.send(new Uint8Array(1));
    fire();
    expect([resumed, looks(), turns]).to.deep.equal([2, [1], []]);
  });

  it('has one look before it at a time, and none when the loop rests', () => {
    selector.register(one, EVENT_READ);
    park();
    selector.wake();
    for (const action of turns.splice(0)) action();
    park();
    expect(looks()).to.deep.equal([1]);
    selector.rest();
    expect(looks()).to.deep.equal([]);
    selector.wake();
    for (const action of turns.splice(0)) action();
    park();
    expect(looks()).to.deep.equal([1]);
    selector.close();
    expect(looks()).to.deep.equal([]);
  });
});

describe('a watch of node`s', () => {
  needsSockets();

  it('calls while its descriptor is ready, until it is closed', async () => {
    const [one, two] = asyncio.sockets.socketpair();
    let calls = 0;
    const watch = new HostPoll(one.fileno(), () => (calls += 1));
    await pause(5);
    expect(calls).to.equal(0);
    two.send(new Uint8Array(1));
    while (calls < 2) await turn();
    watch.close();
    watch.close();
    const before = calls;
    await pause(5);
    expect(calls).to.equal(before);
    for (const sock of [one, two]) sock.close();
  });
});
