/** What example 004 adds: events of the host that reach the loop while it waits. */
import { expect } from 'chai';
import { SuccessorLoop } from './004-successor-of-base-event-loop';

describe('004: a successor of BaseEventLoop', () => {
  it('runs what the host posts, in the loop’s turn', async () => {
    const loop = new SuccessorLoop();
    const trace: string[] = [];
    loop.callSoon(() => trace.push('soon'));
    setTimeout(() => {
      loop.post(() => {
        trace.push('posted');
        loop.stop();
      });
      trace.push('from the host');
    }, 5);
    await loop.runForever();
    loop.close();
    expect(trace).to.deep.equal(['soon', 'from the host', 'posted']);
  });
});
