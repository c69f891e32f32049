/** What selectors keep of what they watch: what the system is told of it, and what is made of its answers. */
import { expect } from 'chai';
import { EVENT_READ, EVENT_WRITE } from '../../../reference/selector/keyed-selector';
import { LookupError, ValueError } from '../../../spec';
import { ENDED, FAILED, IN, OUT, ScriptedSelector } from '../scripted-selector';

describe('keys of selectors', () => {
  let selector: ScriptedSelector;
  beforeEach(() => {
    selector = new ScriptedSelector();
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
