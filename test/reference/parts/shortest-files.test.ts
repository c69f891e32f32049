/** The shortest file that is sent block by block, and where it stands then. */
import { expect } from 'chai';
import { sockSendfile } from '../../../reference/network/sendfile';
import { SendfileNotAvailableError, type Coroutine } from '../../../spec';

describe('a file of a single byte', () => {
  it('is sent, and stands at its end', () => {
    const trace: unknown[] = [];
    let left = 1;
    const file = {
      mode: 'rb',
      seek: (offset: number) => trace.push(['seek', offset]),
      readinto: () => left--,
    };
    const loop = {
      getDebug: () => false,
      *_sockSendfileNative(): Coroutine<number> {
        throw new SendfileNotAvailableError('not here');
      },
      *sockSendall(_sock: unknown, block: Uint8Array): Coroutine<void> {
        trace.push(['send', block.length]);
      },
      *runInExecutor(_executor: unknown, call: () => unknown): Coroutine {
        return call();
      },
    };
    const sending = sockSendfile(loop as never, { type: 1, fileno: () => 5 } as never, file);
    expect(sending.next()).to.deep.equal({ done: true, value: 1 });
    expect(trace).to.deep.equal([
      ['seek', 0],
      ['send', 1],
      ['seek', 1],
    ]);
  });
});
