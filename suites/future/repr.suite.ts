/** What repr() tells of a future. */
import { expect, suite } from '../support';

const ts = { on: 'typescript' } as const;

export const reprSuite = suite('future', 'the representation of futures', (test) => {
  test('future.repr.states', 'prints futures in four states', ({ loop }) => {
    const [pending, cancelled, finished, failed] = [
      loop.createFuture(),
      loop.createFuture(),
      loop.createFuture<number>(),
      loop.createFuture(),
    ];
    cancelled.cancel();
    finished.setResult(4);
    failed.setException(new RangeError('boo'));
    expect(String(pending)).to.match(/^<\w+ pending/);
    expect(String(cancelled)).to.match(/^<\w+ cancelled/);
    expect(String(finished)).to.match(/^<\w+ finished result=4/);
    expect(String(failed)).to.match(/^<\w+ finished exception=/);
    failed.exception();
  });

  test(
    'future.repr.states',
    'shortens what is long',
    async ({ loop, env }) => {
      function first(): void {}
      function middle(): void {}
      function last(): void {}
      const future = loop.createFuture();
      const texts: string[] = [];
      for (const callback of [first, last]) {
        future.addDoneCallback(callback);
        texts.push(String(future));
      }
      expect(texts[0]).to.match(/^<Future pending cb=\[.*first.*\]/);
      expect(texts[1]).to.match(/^<Future pending cb=\[.*first.*, .*last.*\]/);
      future.addDoneCallback(middle);
      expect(String(future)).to.match(/^<Future pending cb=\[.*first.*, <1 more>, .*middle.*\]/);
      expect(texts.join()).to.not.match(/more/);
      const crowded = loop.createFuture();
      for (const callback of [first, middle, middle, last]) crowded.addDoneCallback(callback);
      expect(String(crowded)).to.match(/^<Future pending cb=\[.*first.*, <2 more>, .*last.*\]/);
      expect(String(crowded)).to.not.match(/middle/);
      const long = loop.createFuture<string>();
      long.setResult('x'.repeat(4000));
      expect(String(long)).to.have.length.below(400);
      future.setResult(null);
      crowded.setResult(null);
      await env.spin(2);
      expect(String(future)).to.not.match(/cb=/);
    },
    ts,
  );

  test(
    'future.repr.states',
    'says where it was made in debug mode',
    ({ loop }) => {
      expect(String(loop.createFuture())).to.equal('<Future pending>');
      loop.setDebug(true);
      expect(String(loop.createFuture())).to.match(/^<Future pending created at .+>$/);
      loop.setDebug(false);
      const [whole, cut] = [loop.createFuture<string>(), loop.createFuture<string>()];
      whole.setResult('x'.repeat(198));
      expect(String(whole)).to.equal(`<Future finished result='${'x'.repeat(198)}'>`);
      cut.setResult('x'.repeat(199));
      expect(String(cut)).to.equal(`<Future finished result='${'x'.repeat(196)}...>`);
    },
    { on: 'typescript' },
  );
});
