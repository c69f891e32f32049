/** The selector of loops that a host drives, on a host of the test's own: when it waits, for how long, and what it leaves behind. */
import { expect } from 'chai';
import { TimerSelector } from '../../../reference';
import type { HostTimers } from '../../../reference';

interface Timer {
  readonly action: () => void;
  readonly milliseconds: number;
}

/** A host whose time and turns pass when the test says so. */
class TestHost implements HostTimers {
  time = 5000;
  readonly timers: Timer[] = [];
  /** Every timer that was ever set. */
  set = 0;
  #turns: (() => void)[] = [];

  now(): number {
    return this.time;
  }
  afterPoll(action: () => void): void {
    this.#turns.push(action);
  }
  setTimer(action: () => void, milliseconds: number): Timer {
    this.set += 1;
    const timer = { action, milliseconds };
    this.timers.push(timer);
    return timer;
  }
  clearTimer(timer: unknown): void {
    expect(timer, 'what is cleared').to.be.oneOf(this.timers);
    this.timers.splice(this.timers.indexOf(timer as Timer), 1);
  }

  /** The turns that were asked for. */
  turn(): number {
    const turns = this.#turns;
    this.#turns = [];
    for (const action of turns) action();
    return turns.length;
  }
  /** The one timer goes off, after so many milliseconds. */
  ring(milliseconds: number): void {
    const [timer] = this.timers.splice(0);
    this.time += milliseconds;
    timer?.action();
  }
  get milliseconds(): readonly number[] {
    return this.timers.map((timer) => timer.milliseconds);
  }
}

describe('TimerSelector', () => {
  let host: TestHost;
  let selector: TimerSelector;
  let resumed: number;
  const resume = (): void => {
    resumed += 1;
  };
  /** select(), then park(); the timers that are set by then. */
  const wait = (timeout: number | null): readonly number[] => {
    expect(selector.select(timeout)).to.deep.equal([]);
    expect(selector.owed).to.equal(timeout);
    selector.park(resume);
    return host.milliseconds;
  };

  beforeEach(() => {
    host = new TestHost();
    selector = new TimerSelector(host);
    resumed = 0;
  });

  it('owes nothing before its first look', () => {
    expect(selector.owed).to.equal(0);
  });

  it('waits for as long as select() should have, and again where the timer was early', () => {
    expect(wait(2)).to.deep.equal([2000]);
    host.ring(1999.5);
    expect([resumed, host.milliseconds]).to.deep.equal([0, [1]]);
    host.ring(0.5);
    expect([resumed, host.milliseconds, host.turn()]).to.deep.equal([1, [], 0]);
  });

  it('waits no longer than a host can, and goes on', () => {
    expect(wait(null)).to.deep.equal([2 ** 31 - 1]);
    host.ring(2 ** 31 - 1);
    expect([resumed, host.milliseconds]).to.deep.equal([0, [2 ** 31 - 1]]);
  });

  it('hands over once what is posted, and ends the wait once', () => {
    wait(2);
    selector.post('a');
    selector.post('b');
    expect(resumed, 'inside the call').to.equal(0);
    expect([host.turn(), resumed]).to.deep.equal([1, 1]);
    expect(selector.select(2)).to.deep.equal(['a', 'b']);
    expect(selector.owed).to.equal(0);
    selector.post('c');
    expect(selector.select(2)).to.deep.equal(['c']);
    expect(selector.select(2)).to.deep.equal([]);
    expect(selector.owed).to.equal(2);
  });

  it('does not wait when it was woken after the look, nor look for long when woken before', () => {
    selector.select(2);
    selector.wake();
    expect(host.turn(), 'turns for a loop that does not wait').to.equal(0);
    selector.park(resume);
    expect([host.milliseconds, host.turn(), resumed]).to.deep.equal([[], 1, 1]);
    expect(selector.select(2)).to.deep.equal([]);
    expect(selector.owed).to.equal(0);
    expect(selector.select(2)).to.deep.equal([]);
    expect(selector.owed).to.equal(2);
  });

  it('keeps the timer of a wait that was cut short for one that ends no earlier', () => {
    wait(2);
    selector.wake();
    host.turn();
    expect(resumed).to.equal(1);
    selector.select(0);
    host.time += 100;
    expect(wait(1.9), 'the same deadline').to.deep.equal([2000]);
    expect(host.set).to.equal(1);
    host.ring(1900);
    expect([resumed, host.set]).to.deep.equal([2, 1]);
  });

  it('sets the timer anew for a wait that ends before it', () => {
    wait(2);
    selector.wake();
    host.turn();
    selector.select(0);
    expect(wait(1)).to.deep.equal([1000]);
    expect(host.set).to.equal(2);
  });

  it('leaves alone a loop that does not wait, or is about to go on, when a timer is left', () => {
    wait(2);
    selector.wake();
    // Woken, and its turn has not come.
    host.ring(2000);
    expect([resumed, host.milliseconds]).to.deep.equal([0, []]);
    expect([host.turn(), resumed]).to.deep.equal([1, 1]);
    selector.select(0);
    wait(1);
    selector.wake();
    host.turn();
    selector.select(0);
    expect(resumed).to.equal(2);
    // Not waiting, and not woken.
    host.ring(500);
    expect([resumed, host.milliseconds]).to.deep.equal([2, []]);
  });

  it('holds no timer at rest', () => {
    selector.rest();
    wait(2);
    selector.rest();
    selector.rest();
    expect(host.milliseconds).to.deep.equal([]);
    expect(wait(3), 'a wait after that').to.deep.equal([3000]);
  });

  it('holds nothing when closed, and is woken no more', () => {
    wait(2);
    selector.close();
    selector.post('late');
    expect([host.milliseconds, host.turn(), resumed]).to.deep.equal([[], 0, 0]);
    const other = new TimerSelector(host);
    other.post('early');
    other.close();
    expect(other.select(0)).to.deep.equal([]);
  });

  describe('an event that ends a wait', () => {
    /** Parks, posts `events`, and says whether the wait was over before the host had its turn. */
    const endsAtOnce = async (...events: readonly string[]): Promise<boolean> => {
      wait(null);
      const before = resumed;
      for (const event of events) selector.post(event);
      expect(resumed, 'never inside post()').to.equal(before);
      await Promise.resolve();
      const atOnce = resumed > before;
      host.turn();
      expect(resumed, 'once').to.equal(before + 1);
      expect(selector.select(null)).to.deep.equal(events);
      expect(selector.owed, 'with something to do').to.equal(0);
      return atOnce;
    };
    const severalTimes = async (times: number): Promise<readonly boolean[]> => {
      const found: boolean[] = [];
      for (let i = 0; i < times; i++) found.push(await endsAtOnce(`event ${i}`));
      return found;
    };

    it('is followed by the iteration at once where it came alone eight times, but for one of sixteen', async () => {
      const found = await severalTimes(40);
      const waited = found.flatMap((atOnce, i) => (atOnce ? [] : [i]));
      expect(waited).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 16, 32]);
    });

    it('waits for others again once two came together', async () => {
      await severalTimes(16);
      expect(await endsAtOnce('one', 'two')).to.equal(false);
      expect(await severalTimes(9)).to.deep.equal([...new Array<boolean>(8).fill(false), true]);
    });

    it('leaves alone a wake-up without an event', async () => {
      await severalTimes(9);
      wait(null);
      selector.wake();
      selector.post('later');
      await Promise.resolve();
      expect(resumed, 'before the turn').to.equal(9);
      host.turn();
      expect(resumed).to.equal(10);
    });

    it('is kept for the next select() where nobody waits, and ends no wait once closed', async () => {
      await severalTimes(9);
      selector.post('before the wait');
      await Promise.resolve();
      expect(resumed).to.equal(9);
      expect(selector.select(null)).to.deep.equal(['before the wait']);
      selector.park(resume);
      selector.close();
      selector.post('too late');
      await Promise.resolve();
      expect([resumed, host.turn()]).to.deep.equal([9, 0]);
    });
  });
});
