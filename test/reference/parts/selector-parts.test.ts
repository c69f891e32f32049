/** What the selectors for descriptors are made of, by itself: keys, watchers, waits, and who has a number. */
import { expect } from 'chai';
import { Handle } from '../../../reference';
import { descriptorOf, numberOf } from '../../../reference/selector/descriptor-of';
import { EVENT_READ, EVENT_WRITE, KeyedSelector, type SelectorEvent } from '../../../reference/selector/keyed-selector';
import { newSelector } from '../../../reference/selector/new-selector';
import { isNodeDriven } from '../../../reference/selector/node-driven';
import { NodePollSelector } from '../../../reference/selector/node-poll-selector';
import { NodeWaits } from '../../../reference/selector/node-waits';
import { Watchers } from '../../../reference/selector/watchers';
import { LookupError, OSError, RuntimeError, ValueError } from '../../../spec';
import { socketsMissing } from '../../../reference/sockets';
import { ManualLoop } from '../manual-loop';

const [IN, OUT, FAILED, ENDED] = [1, 4, 8, 16];

/** Writes down what the system is told, and finds what a test says. */
class Fake extends KeyedSelector {
  readonly told: unknown[] = [];
  masks: (readonly [number, number])[] = [];

  protected override _watch(...given: readonly [number, number]): void {
    this.told.push(['watch', ...given]);
  }
  protected override _rewatch(...given: readonly [number, number]): void {
    this.told.push(['rewatch', ...given]);
  }
  protected override _forget(fd: number): void {
    this.told.push(['forget', fd]);
  }
  protected override _poll(milliseconds: number): SelectorEvent[] {
    this.told.push(['poll', milliseconds]);
    const ready: SelectorEvent[] = [];
    for (const [fd, mask] of this.masks) this._found(ready, fd, mask);
    return ready;
  }
}

describe('keys of selectors', () => {
  let selector: Fake;
  beforeEach(() => {
    selector = new Fake();
  });

  it('tell the system what is watched for what', () => {
    selector.register(3, EVENT_READ);
    selector.register(4, EVENT_WRITE);
    selector.register(5, EVENT_READ | EVENT_WRITE, 'data');
    selector.modify(5, EVENT_READ | EVENT_WRITE, 'other');
    expect(selector.getKey(5).data).to.equal('other');
    selector.modify(5, EVENT_WRITE);
    const key = selector.getKey(5);
    expect(selector.unregister(5)).to.equal(key);
    selector.unregister(4);
    expect(selector.told).to.deep.equal([
      ['watch', 3, IN],
      ['watch', 4, OUT],
      ['watch', 5, IN | OUT],
      ['rewatch', 5, OUT],
      ['forget', 5],
      ['forget', 4],
    ]);
    expect([...selector.getMap().keys()]).to.deep.equal([3]);
    expect(selector.find(3)).to.deep.equal({ fileobj: 3, fd: 3, events: EVENT_READ, data: null });
    selector.close();
    expect(selector.find(3)).to.equal(undefined);
  });

  it('are of what was not watched before, and found by what is', () => {
    selector.register(3, EVENT_READ);
    expect(() => selector.register(3, EVENT_READ)).to.throw(LookupError, '3 is already registered');
    for (const call of [() => selector.getKey(4), () => selector.unregister(4), () => selector.modify(4, EVENT_READ)])
      expect(call).to.throw(LookupError, '4 is not registered');
    for (const events of [0, 4, 7]) {
      expect(() => selector.register(4, events)).to.throw(ValueError, `Invalid events: ${String(events)}`);
      expect(() => selector.modify(3, events)).to.throw(ValueError, 'Invalid events');
    }
    expect(selector.told).to.have.length(1);
  });

  it('have the system wait in milliseconds, for as long as it can', () => {
    for (const timeout of [null, 0, -5, 0.0001, 0.001, 1.5, 1e9, Infinity]) selector.select(timeout);
    const longest = 2 ** 31 - 1;
    expect(selector.told.map((told) => (told as readonly unknown[])[1])).to.deep.equal([
      ...[-1, 0, 0, 1, 1, 1500, longest, longest],
    ]);
  });

  it('say what is ready of what is watched', () => {
    const both = selector.register(3, EVENT_READ | EVENT_WRITE);
    const reads = selector.register(4, EVENT_READ);
    selector.masks = [
      [3, IN],
      [3, OUT],
      [3, IN | OUT],
      [3, ENDED],
      [3, FAILED | IN],
      [4, FAILED],
      [9, IN],
    ];
    expect(selector.select(0)).to.deep.equal([
      [both, EVENT_READ],
      [both, EVENT_WRITE],
      [both, EVENT_READ | EVENT_WRITE],
      [both, EVENT_READ | EVENT_WRITE],
      [both, EVENT_READ | EVENT_WRITE],
      [reads, EVENT_READ],
    ]);
  });
});

describe('the number of a file', () => {
  it('is itself, or what the file says', () => {
    for (const of of [descriptorOf, numberOf]) expect([of(0), of(7), of({ fileno: () => 8 })]).to.deep.equal([0, 7, 8]);
  });

  it('is refused where it is none', () => {
    const odd = [null, undefined, 'text', {}, 1.5, { fileno: () => 'x' }, { fileno: () => null }];
    for (const of of [descriptorOf, numberOf]) {
      for (const file of odd) expect(() => of(file as never)).to.throw(ValueError, 'Invalid file object');
    }
    expect(() => descriptorOf(-1)).to.throw(ValueError, 'Invalid file descriptor: -1');
    expect(() => descriptorOf({ fileno: () => -2 })).to.throw(ValueError, 'Invalid file descriptor: -2');
    expect(numberOf(-1)).to.equal(-1);
  });
});

describe('watchers', () => {
  let loop: ManualLoop;
  let selector: Fake;
  let called: string[];
  let watchers: Watchers;
  const handle = (name: string): Handle => new Handle(() => called.push(name), [], loop.asLoop);
  const ready = (fd: number, events: number): void => {
    watchers.process([[selector.getKey(fd), events]]);
    loop.run();
  };

  beforeEach(() => {
    called = [];
    selector = new Fake();
    loop = Object.assign(new ManualLoop(), { _selector: selector });
    watchers = new Watchers(loop.asLoop);
  });

  it('are called for what they watch', () => {
    const reader = handle('reader');
    expect(watchers.add('reader', 3, reader)).to.equal(reader);
    const writer = handle('writer');
    expect(watchers.add('writer', { fileno: () => 3 }, writer)).to.equal(writer);
    watchers.add('writer', 4, handle('other'));
    expect(selector.told).to.deep.equal([
      ['watch', 3, IN],
      ['rewatch', 3, IN | OUT],
      ['watch', 4, OUT],
    ]);
    ready(3, EVENT_READ);
    ready(3, EVENT_WRITE);
    ready(3, EVENT_READ | EVENT_WRITE);
    ready(4, EVENT_READ | EVENT_WRITE);
    ready(4, EVENT_READ);
    expect(called).to.deep.equal(['reader', 'writer', 'reader', 'writer', 'other']);
  });

  it('are replaced by those that come later', () => {
    const first = handle('first');
    watchers.add('reader', 3, first);
    watchers.add('reader', 3, handle('second'));
    expect(first.cancelled()).to.equal(true);
    expect(selector.told, 'the system is told nothing new').to.have.length(1);
    ready(3, EVENT_READ);
    expect(called).to.deep.equal(['second']);
  });

  it('are removed each by itself', () => {
    const [reader, writer] = [handle('reader'), handle('writer')];
    watchers.add('reader', 3, reader);
    watchers.add('writer', 3, writer);
    expect(watchers.remove('reader', 3)).to.equal(true);
    expect([reader.cancelled(), writer.cancelled()]).to.deep.equal([true, false]);
    expect(watchers.remove('reader', 3), 'twice').to.equal(false);
    ready(3, EVENT_READ | EVENT_WRITE);
    expect(called).to.deep.equal(['writer']);
    expect(watchers.remove('writer', 3)).to.equal(true);
    expect(watchers.remove('writer', 3)).to.equal(false);
    expect(selector.told.slice(2)).to.deep.equal([
      ['rewatch', 3, OUT],
      ['forget', 3],
    ]);
    watchers.add('writer', 3, handle('writer'));
    watchers.add('reader', 3, handle('reader'));
    watchers.remove('writer', 3);
    expect(selector.told.at(-1)).to.deep.equal(['rewatch', 3, IN]);
  });

  it('that were found ready are not called when they are removed meanwhile', () => {
    watchers.add('reader', 3, handle('reader'));
    watchers.process([[selector.getKey(3), EVENT_READ]]);
    const [scheduled] = [loop.waiting];
    watchers.remove('reader', 3);
    expect(scheduled).to.equal(1);
    expect(selector.getMap().size).to.equal(0);
  });

  it('are of loops that are open', () => {
    watchers.add('reader', 3, handle('reader'));
    loop.closed = true;
    expect(watchers.remove('reader', 3)).to.equal(false);
    expect(() => watchers.add('reader', 4, handle('other'))).to.throw('the loop is closed');
    expect(selector.told).to.have.length(1);
  });

  it('hand on what was posted', () => {
    watchers.process([handle('posted')]);
    loop.run();
    expect(called).to.deep.equal(['posted']);
  });

  it('keep others away from what a transport owns, while it is open', () => {
    let closing = false;
    watchers.checkFree(3);
    watchers.own(3, { isClosing: () => closing, toString: () => '<a transport>' } as never);
    expect(() => {
      watchers.checkFree({ fileno: () => 3 });
    }).to.throw(RuntimeError, /^File descriptor .* is used by transport /);
    watchers.checkFree(4);
    closing = true;
    watchers.checkFree(3);
    closing = false;
    watchers.disown(3);
    watchers.checkFree(3);
  });
});

describe('waits that node does', () => {
  let waits: NodeWaits;
  const key = { fileobj: 3, fd: 3, events: EVENT_READ, data: null };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    waits = new NodeWaits();
  });
  afterEach(() => {
    waits.close();
  });

  it('bring descriptors before what was posted, and owe no wait then', () => {
    waits.post('posted');
    expect(waits.select(5, [[key, EVENT_READ]])).to.deep.equal([[key, EVENT_READ], 'posted']);
    expect(waits.owed).to.equal(0);
    expect(waits.select(5, [[key, EVENT_READ]])).to.deep.equal([[key, EVENT_READ]]);
    expect(waits.owed).to.equal(0);
    waits.post('posted');
    expect(waits.select(null, [])).to.deep.equal(['posted']);
    expect(waits.owed).to.equal(0);
  });

  it('are owed where there is nothing', () => {
    expect(waits.select(5, [])).to.deep.equal([]);
    expect(waits.owed).not.to.equal(0);
    expect(waits.select(0, [])).to.deep.equal([]);
    expect(waits.owed).to.equal(0);
  });

  it('end when a descriptor is ready, if they have begun', async () => {
    let resumed = 0;
    waits.onReady();
    expect(waits.isParked).to.equal(false);
    waits.select(null, []);
    expect(waits.owed, 'nothing ended a wait to come').to.equal(null);
    waits.park(() => (resumed += 1));
    expect(waits.isParked).to.equal(true);
    await turn();
    await turn();
    expect(resumed, 'before it is ready').to.equal(0);
    waits.onReady();
    for (let turns = 0; resumed === 0 && turns < 100; turns++) await turn();
    expect([resumed, waits.isParked]).to.deep.equal([1, false]);
  });

  it('end with the selector', async () => {
    let resumed = 0;
    waits.select(0.001, []);
    waits.park(() => (resumed += 1));
    waits.close();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(resumed).to.equal(0);
  });

  for (const [how, end] of [
    ['wake', (): void => waits.wake()],
    ['post', (): void => waits.post('x')],
  ] as const) {
    it(`end with ${how}()`, async () => {
      let resumed = 0;
      waits.select(null, []);
      waits.park(() => (resumed += 1));
      end();
      for (let turns = 0; resumed === 0 && turns < 100; turns++) await turn();
      expect(resumed).to.equal(1);
    });
  }
});

describe('the selector of a loop that is given none', () => {
  before(function () {
    if (socketsMissing() !== null) this.skip();
  });

  it('leaves the waiting to node, on epoll or else on poll', () => {
    const fake = new Fake();
    expect(newSelector(() => fake as never)).to.equal(fake);
    const poll = newSelector(() => {
      throw new OSError('no epoll here');
    });
    expect(poll).to.be.instanceOf(NodePollSelector);
    expect(isNodeDriven(poll)).to.equal(true);
    poll.close();
    const fault = new TypeError('it is broken');
    expect(() =>
      newSelector(() => {
        throw fault;
      }),
    ).to.throw(fault);
  });

  it('is told from one that blocks by what it has', () => {
    const [post, park] = [(): void => {}, (): void => {}];
    expect([{ post, park }, { post }, { park }, {}].map(isNodeDriven)).to.deep.equal([true, false, false, false]);
  });
});
