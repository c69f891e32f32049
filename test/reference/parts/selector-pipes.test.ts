/** The pipe transports of SelectorEventLoop, where calls of the system fail or do nothing as no peer can make them. */
import { expect } from 'chai';
import { constants } from 'node:os';
import { asyncio } from '../../../reference';
import type { FileObject, OSError, Transport } from '../../../spec';
import { endWithFailureToSend } from '../failing-to-send';
import { recordedLoop } from '../recorded-loop';

const { files } = asyncio;
const { EAGAIN, ECONNRESET } = constants.errno;
const fault = new TypeError('it is broken');
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('transports of SelectorEventLoop of pipes', () => {
  const recorded = recordedLoop();
  const { trace, exceptions, run, turns, until, kept, fails, protocol, watched, reading, writing } = recorded;

  it('receive nothing where there was nothing after all', () =>
    run(function* () {
      const [transport, end] = yield* reading();
      fails('read', EAGAIN, fault);
      end.write(bytes(1, 2));
      yield* until(1);
      expect(trace).to.deep.equal([['data', 1, 2]]);
      expect(exceptions()).to.deep.equal([fault]);
      expect(transport.isClosing()).to.equal(false);
      fails('read', ECONNRESET);
      end.write(bytes(3));
      yield* until(2);
      expect(((trace[1] as readonly unknown[])[1] as OSError).code).to.equal('ECONNRESET');
      expect(transport.isClosing()).to.equal(true);
    }));

  it('are read as they are told to be', () =>
    run(function* () {
      const [transport] = yield* reading();
      expect([transport.isReading(), watched().length]).to.deep.equal([true, 1]);
      transport.resumeReading();
      transport.pauseReading();
      transport.pauseReading();
      expect([transport.isReading(), watched().length]).to.deep.equal([false, 0]);
      transport.resumeReading();
      expect([transport.isReading(), watched().length]).to.deep.equal([true, 1]);
      transport.pauseReading();
      const other = protocol({ connectionLost: () => trace.push('other lost') });
      transport.setProtocol(other);
      expect(transport.getProtocol()).to.equal(other);
      transport.close();
      transport.close();
      expect([transport.isClosing(), transport.isReading()]).to.deep.equal([true, false]);
      transport.resumeReading();
      transport.pauseReading();
      expect(watched()).to.deep.equal([]);
      yield* until(1);
      yield* turns();
      expect(trace).to.deep.equal(['other lost']);
    }));

  it('that are paused at once are not watched', () =>
    run(function* () {
      const [transport] = yield* reading({
        connectionMade: (made: Transport) => {
          made.pauseReading();
        },
      });
      expect(watched()).to.deep.equal([]);
      transport.close();
      yield* until(1);
    }));

  it('are closed with the protocol told first, whatever it raises', () =>
    run(function* () {
      for (const make of [reading, writing]) {
        const [transport] = yield* make({
          connectionLost: () => {
            throw fault;
          },
        });
        const pipe = transport.getExtraInfo('pipe') as FileObject & { readonly closed: boolean };
        transport.close();
        expect(pipe.closed).to.equal(false);
        yield* turns();
        expect(pipe.closed).to.equal(true);
      }
      expect(exceptions()).to.deep.equal([fault, fault]);
    }));

  it('send what there was no room for, and close when it is sent', () =>
    run(function* () {
      const [transport, end] = yield* writing();
      expect(transport.canWriteEof()).to.equal(true);
      transport.setWriteBufferLimits({ high: 2, low: 0 });
      expect(transport.getWriteBufferLimits()).to.deep.equal([0, 2]);
      fails('write', EAGAIN);
      transport.write(bytes(1, 2));
      transport.write(bytes());
      transport.write(bytes(3));
      expect([transport.getWriteBufferSize(), trace]).to.deep.equal([3, ['pause']]);
      transport.writeEof();
      expect(transport.isClosing()).to.equal(true);
      transport.write(bytes(4));
      expect(transport.getWriteBufferSize()).to.equal(3);
      yield* until(3);
      expect(trace).to.deep.equal(['pause', 'resume', ['lost', null]]);
      expect([...end.read(10)]).to.deep.equal([1, 2, 3]);
      expect(watched()).to.deep.equal([]);
      transport.close();
      transport.abort();
      yield* turns();
      expect(trace).to.have.length(3);
    }));

  it('drop what is not sent when they are aborted', () =>
    run(function* () {
      const [transport] = yield* writing();
      fails('write', EAGAIN);
      transport.write(bytes(1));
      transport.abort();
      expect([transport.getWriteBufferSize(), transport.isClosing()]).to.deep.equal([0, true]);
      expect(watched()).to.deep.equal([]);
      yield* until(1);
      expect(trace).to.deep.equal([['lost', null]]);
    }));

  endWithFailureToSend(recorded, 'write', () => writing());

  it('are over when their reader is, with what was lost by it', () =>
    run(function* () {
      for (const unsent of [false, true]) {
        trace.length = 0;
        const [transport, end] = yield* writing();
        const back = unsent ? fails('write', ...new Array<number>(50).fill(EAGAIN)) : null;
        if (unsent) transport.write(bytes(1));
        end.close();
        yield* until(1);
        const [[, error] = []] = trace as readonly (readonly unknown[])[];
        expect(error === null ? null : (error as Error).name).to.equal(unsent ? 'BrokenPipeError' : null);
        expect(transport.isClosing()).to.equal(true);
        back?.();
      }
    }));

  it('are none of what is no pipe', () =>
    run(function* () {
      const [file] = kept(files.open(__filename, 'rb'));
      for (const make of ['_makeReadPipeTransport', '_makeWritePipeTransport'] as const) {
        expect(() => recorded.loop[make](file, protocol())).to.throw('only for pipes, sockets and character devices');
      }
      expect((file as unknown as { readonly closed: boolean }).closed).to.equal(false);
      yield* turns(1);
    }));
});
