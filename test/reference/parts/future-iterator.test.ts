/** What `yield*` steps through at a future: to whoever steps it, it is a generator. */
import { expect } from 'chai';
import { Future, newEventLoop } from '../../../reference';
import { FutureIterator } from '../../../reference/futures/future-iterator';

const ENDED = { done: true, value: undefined };

describe('the steps of an awaited future', () => {
  const loop = newEventLoop();
  after(() => loop.close());
  let future: Future<number>;
  let steps: FutureIterator<number>;

  beforeEach(() => {
    future = new Future<number>({ loop });
    steps = new FutureIterator(future);
  });

  it('are the future while it is pending, then its result, once', () => {
    const { done, value } = steps.next();
    expect([done, value === future]).to.deep.equal([false, true]);
    future.setResult(1);
    expect(steps.next()).to.deep.equal({ done: true, value: 1 });
    expect(steps.next()).to.deep.equal(ENDED);
  });

  it('are its result alone when it is done', () => {
    future.setResult(2);
    expect(steps.next()).to.deep.equal({ done: true, value: 2 });
    expect(steps.next()).to.deep.equal(ENDED);
  });

  it('end with its error', () => {
    steps.next();
    future.setException(new Error('failed'));
    expect(() => steps.next()).to.throw('failed');
    expect(steps.next()).to.deep.equal(ENDED);
  });

  it('end when they are gone on with too early', () => {
    steps.next();
    expect(() => steps.next()).to.throw("await wasn't used with future");
    expect(steps.next()).to.deep.equal(ENDED);
  });

  it('end as they are told to', () => {
    expect(() => steps.throw(new Error('thrown'))).to.throw('thrown');
    expect(steps.next()).to.deep.equal(ENDED);
    const others = new FutureIterator(future);
    expect(others.return(3)).to.deep.equal({ done: true, value: 3 });
    expect(others.next()).to.deep.equal(ENDED);
  });
});
