/** Waits that a loop leaves to node: what they bring, what is owed, and what ends them. */
import { expect } from 'chai';
import { EVENT_READ } from '../../../reference/selector/keyed-selector';
import { NodeWaits } from '../../../reference/selector/node-waits';

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
