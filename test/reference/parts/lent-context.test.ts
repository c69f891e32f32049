/** Handles that were given no context: most never make the copy that they run in, and nobody can tell. */
import { expect } from 'chai';
import { Context, ContextVar, copyContext, Handle, newEventLoop } from '../../../reference';

describe('the context of a handle that was given none', () => {
  const variable = new ContextVar<string>('variable');
  const loop = newEventLoop();
  after(() => loop.close());

  function handle(callback: () => void): Handle {
    return new Handle(callback, [], loop);
  }

  it('is one and the same, before, while and after the callback runs', () => {
    const seen: unknown[] = [];
    const asked: Handle = handle(() => {
      variable.set('written');
      seen.push(asked.getContext());
    });
    const early = handle(() => seen.push(early.getContext()));
    const before = early.getContext();
    asked._run();
    early._run();
    expect(seen[0]).to.equal(asked.getContext());
    expect(seen[1]).to.equal(before);
    expect(early.getContext()).to.equal(before);
    expect(asked.getContext().get(variable)).to.equal('written');
    expect(before.has(variable)).to.equal(false);
  });

  it('keeps what the callback wrote, and nobody else sees it', () => {
    const writer = handle(() => void variable.set('written'));
    const values: unknown[] = [];
    const reader = handle(() => values.push(variable.get('nothing')));
    writer._run();
    reader._run();
    expect(values).to.deep.equal(['nothing']);
    expect(writer.getContext().get(variable)).to.equal('written');
    expect(variable.get('nothing')).to.equal('nothing');
  });

  it('holds what was current when the handle was made', () => {
    const values: unknown[] = [];
    const around = copyContext();
    const made = around.run(() => {
      variable.set('then');
      const inside = handle(() => values.push(variable.get('nothing')));
      variable.set('later');
      return inside;
    });
    made._run();
    expect(values).to.deep.equal(['then']);
    expect(made.getContext().get(variable)).to.equal('then');
  });

  it('is not lent twice at once', () => {
    const contexts: unknown[] = [];
    const inner: Handle = handle(() => {
      variable.set('inner');
      contexts.push(inner.getContext());
    });
    const outer: Handle = handle(() => {
      inner._run();
      contexts.push(outer.getContext(), variable.get('nothing'));
    });
    outer._run();
    expect(contexts[0]).to.be.instanceOf(Context).and.not.equal(contexts[1]);
    expect(contexts[2]).to.equal('nothing');
  });
});
