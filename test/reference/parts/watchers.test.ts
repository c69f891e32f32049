/** Who is called for a descriptor that is ready, and who has it for himself. */
import { expect } from 'chai';
import { Handle } from '../../../reference';
import { EVENT_READ, EVENT_WRITE } from '../../../reference/selector/keyed-selector';
import { Watchers } from '../../../reference/selector/watchers';
import { RuntimeError } from '../../../spec';
import { ManualLoop } from '../manual-loop';
import { IN, OUT, ScriptedSelector } from '../scripted-selector';

describe('watchers', () => {
  let loop: ManualLoop;
  let selector: ScriptedSelector;
  let called: string[];
  let watchers: Watchers;
  const handle = (name: string): Handle => new Handle(() => called.push(name), [], loop.asLoop);
  const ready = (fd: number, events: number): void => {
    watchers.process([[selector.getKey(fd), events]]);
    loop.run();
  };

  beforeEach(() => {
    called = [];
    selector = new ScriptedSelector();
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
