/** The test of streams and of pipes to write to, that what the system refuses ends them, and what the program gets wrong does not. */
import { expect } from 'chai';
import { constants } from 'node:os';
import { asyncio } from '../../reference';
import type { Coroutine, OSError, WriteTransport } from '../../spec';
import type { RecordedLoop } from './recorded-loop';

const { EAGAIN, EPIPE } = constants.errno;
const byte = new Uint8Array(1);

/** For the suite that calls this: transports of `make` send by the system's `call`. */
export function endWithFailureToSend(
  { trace, reports, exceptions, run, turns, until, fails }: RecordedLoop,
  call: 'send' | 'write',
  make: () => Coroutine<readonly [WriteTransport, unknown]>,
): void {
  it('end with a failure to send, at once or later, and with no fault of the program', () =>
    run(function* () {
      for (const later of [false, true]) {
        trace.length = 0;
        const [transport] = yield* make();
        fails(call, ...(later ? [EAGAIN, EPIPE] : [EPIPE]));
        transport.write(byte);
        yield* until(1);
        expect(((trace[0] as readonly unknown[])[1] as OSError).code).to.equal('EPIPE');
        expect(transport.getWriteBufferSize()).to.equal(0);
        yield* turns();
      }
      expect(reports).to.deep.equal([]);
      const fault = new TypeError('it is broken');
      const [transport] = yield* make();
      fails(call, fault, EAGAIN, fault);
      expect(() => {
        transport.write(byte);
      }).to.throw(fault);
      transport.write(byte);
      while (transport.getWriteBufferSize() > 0) yield* asyncio.sleep(0.001);
      expect(exceptions()).to.deep.equal([fault]);
      expect(transport.isClosing()).to.equal(false);
      transport.abort();
      yield* turns();
    }));
}
