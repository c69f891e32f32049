/** Selectors between two waits: they hold nobody up, end no wait that has not begun, and go on after one that a signal ends. */
import { expect } from 'chai';
import { constants } from 'node:os';
import { asyncio } from '../../../reference';
import { nodeTimers } from '../../../reference/node/node-timers';
import { EpollSelector } from '../../../reference/selector/epoll-selector';
import { EVENT_READ, EVENT_WRITE } from '../../../reference/selector/keyed-selector';
import { NodeEpollSelector } from '../../../reference/selector/node-epoll-selector';
import { NodePollSelector } from '../../../reference/selector/node-poll-selector';
import { PollSelector } from '../../../reference/selector/poll-selector';
import { syscalls } from '../../../reference/sockets/syscalls';
import { OSError, type Socket } from '../../../spec';
import { failing } from '../failing-calls';
import { needsSockets } from '../needs-sockets';

describe('a selector between two waits', () => {
  let one: Socket;
  let two: Socket;

  needsSockets();
  beforeEach(() => {
    [one, two] = asyncio.sockets.socketpair();
  });
  afterEach(() => {
    for (const sock of [one, two] as readonly (Socket | undefined)[]) sock?.close();
  });

  it('has the system wait for nothing where node waits', () => {
    const calls = syscalls();
    const { poll, epoll_wait } = calls;
    const waits: number[] = [];
    calls.poll = (watched, count, milliseconds) => {
      waits.push(milliseconds);
      return poll(watched, count, milliseconds);
    };
    calls.epoll_wait = (epoll, events, count, milliseconds) => {
      waits.push(milliseconds);
      return epoll_wait(epoll, events, count, milliseconds);
    };
    try {
      for (const Selector of [NodeEpollSelector, NodePollSelector]) {
        const selector = new Selector();
        selector.register(one, EVENT_READ);
        for (const timeout of [null, 5, 0]) expect(selector.select(timeout)).to.deep.equal([]);
        selector.close();
      }
    } finally {
      Object.assign(calls, { poll, epoll_wait });
    }
    expect(waits).to.deep.equal([0, 0, 0, 0, 0, 0]);
  });

  for (const Selector of [EpollSelector, PollSelector, NodeEpollSelector, NodePollSelector]) {
    it(`${Selector.name} takes a wait that a signal ends for one that is over, and tells of any other failure`, () => {
      const selector = new Selector();
      selector.register(one, EVENT_WRITE);
      const call = selector instanceof EpollSelector ? 'epoll_wait' : 'poll';
      const restore = failing(call, constants.errno.EINTR, constants.errno.EINVAL);
      try {
        expect(selector.select(0)).to.deep.equal([]);
        expect(() => selector.select(0))
          .to.throw(OSError)
          .with.property('code', 'EINVAL');
        expect(selector.select(0)).to.have.length(1);
      } finally {
        restore();
        selector.close();
      }
    });
  }

  it('takes no look at a time that was over before, and ends no wait to come', () => {
    const own = { ...nodeTimers };
    const timers: (() => void)[] = [];
    const turns: (() => void)[] = [];
    Object.assign(nodeTimers, {
      setTimer: (action: () => void, milliseconds: number) => {
        if (milliseconds < 1000) timers.push(action);
        return {};
      },
      clearTimer: () => {},
      afterPoll: (action: () => void) => turns.push(action),
    });
    const selector = new NodePollSelector();
    try {
      selector.register(one, EVENT_READ);
      selector.select(null);
      selector.park(() => {});
      selector.wake();
      for (const action of turns) action();
      selector.select(0);
      // The loop is at work when the timer of that wait goes off, and reads what has come.
      two.send(new Uint8Array(1));
      timers[0]?.();
      one.recv(1);
      expect(timers).to.have.length(1);
      expect([selector.select(5), selector.owed]).to.deep.equal([[], 5]);
    } finally {
      Object.assign(nodeTimers, own);
      selector.close();
    }
  });
});
