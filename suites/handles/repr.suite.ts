/** What repr() tells of a handle. */
import { expect, suite } from '../support';

export const reprSuite = suite('handles', 'the representation of handles', (test) => {
  test('handles.repr.content', 'prints handles, pending and cancelled', ({ loop }) => {
    function namedCallback(): void {}
    const soon = loop.callSoon(namedCallback);
    const later = loop.callLater(60, namedCallback);
    expect(String(soon)).to.match(/Handle/);
    expect(String(later))
      .to.match(/TimerHandle/)
      .and.match(/when=/);
    soon.cancel();
    later.cancel();
    expect(String(soon)).to.match(/cancelled/);
    expect(String(later)).to.match(/cancelled/);
  });

  test(
    'handles.repr.content',
    'prints them word for word',
    ({ loop }) => {
      function work(..._args: unknown[]): void {}
      const print = (): readonly string[] => {
        const [soon, later] = [loop.callSoon(work, [1, 'a']), loop.callAt(loop.time() + 60, work)];
        const texts = [String(soon), String(later)];
        for (const handle of [soon, later, later]) handle.cancel();
        return [...texts, String(soon), String(later)].map((text) => text.replace(/when=[\d.]+/, 'when=number'));
      };
      expect(print()).to.deep.equal([
        "<Handle work(1, 'a')>",
        '<TimerHandle when=number work()>',
        '<Handle cancelled>',
        '<TimerHandle cancelled when=number>',
      ]);
      loop.setDebug(true);
      const texts = print();
      expect(texts[0]).to.match(/^<Handle work\(1, 'a'\) created at .+>$/);
      expect(texts[1]).to.match(/^<TimerHandle when=number work\(\) created at .+>$/);
      expect(texts[2]).to.match(/^<Handle cancelled work\(1, 'a'\) created at .+>$/);
      expect(texts[3]).to.match(/^<TimerHandle cancelled when=number work\(\) created at .+>$/);
    },
    { on: 'typescript' },
  );

  test(
    'handles.repr.cancelled_in_debug',
    'cancels a handle and a timer',
    ({ loop }) => {
      function namedCallback(..._args: unknown[]): void {}
      loop.setDebug(true);
      for (const handle of [loop.callSoon(namedCallback, [7]), loop.callLater(60, namedCallback, [7])]) {
        handle.cancel();
        expect(String(handle))
          .to.match(/cancelled/)
          .and.match(/namedCallback\(7\)/);
      }
    },
    { on: 'typescript' },
  );

  test(
    'handles.repr.cancelled_in_debug',
    'cancels a handle and a timer, in Python',
    ({ loop, env }) => {
      const texts = env.python.exec(
        `
      def named_callback(*args): pass
      loop.set_debug(True)
      handles = [loop.call_soon(named_callback, 7), loop.call_later(60, named_callback, 7)]
      for handle in handles: handle.cancel()
      return [repr(handle) for handle in handles]
      `,
        { loop },
      ) as readonly string[];
      for (const text of texts)
        expect(text)
          .to.match(/cancelled/)
          .and.match(/named_callback\(7\)/);
    },
    { on: 'python' },
  );

  test(
    'handles.repr.content',
    'prints them in Python with callback and arguments',
    ({ loop, env }) => {
      const texts = env.python.exec(
        `
      def work(*args): pass
      handles = [loop.call_soon(work, 1, 'a'), loop.call_later(60, work)]
      texts = [repr(handle) for handle in handles]
      for handle in handles: handle.cancel()
      return texts + [repr(handle) for handle in handles]
      `,
        { loop },
      ) as readonly string[];
      expect(texts[0]).to.match(/Handle .*work\(/);
      expect(texts[1]).to.match(/TimerHandle .*when=[\d.]+.*work\(/);
      expect(texts[2]).to.match(/Handle .*cancelled/);
      expect(texts[3]).to.match(/TimerHandle .*cancelled.*when=[\d.]+/);
    },
    { on: 'python' },
  );
});
