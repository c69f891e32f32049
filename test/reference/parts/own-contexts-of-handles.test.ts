/** The context of a handle that was given none, once the handle has run: whoever asks for it gets the handle's own, and keeps it. */
import { expect } from 'chai';
import { ContextVar, copyContext, Handle, newEventLoop } from '../../../reference';
import type { Context } from '../../../spec';

describe('the context of a handle that has run', () => {
  const variable = new ContextVar<string>('variable');
  const loop = newEventLoop();
  after(() => loop.close());

  /** Made where the variable is set. */
  function handle(callback: () => void): Handle {
    return copyContext().run(() => {
      variable.set('then');
      return new Handle(callback, [], loop);
    });
  }
  /** What other callbacks do with contexts of their own is theirs. */
  function others(): void {
    for (const value of ['one', 'other']) handle(() => void variable.set(value))._run();
    handle(() => {})._run();
  }

  it('is what the callback asked for, though it wrote nothing', () => {
    const seen: Context[] = [];
    const asking: Handle = handle(() => seen.push(asking.getContext()));
    asking._run();
    others();
    expect(asking.getContext()).to.equal(seen[0]);
    expect(seen[0]?.get(variable)).to.equal('then');
  });

  it('holds what was current when the handle was made, though nobody asked before', () => {
    const silent = handle(() => {});
    silent._run();
    others();
    expect(silent.getContext().get(variable)).to.equal('then');
    expect(silent.getContext()).to.equal(silent.getContext());
  });
});
