/** Pipes of SelectorEventLoop at their edges: what is watched when, and what is left of one that is over. */
import { expect } from 'chai';
import { constants } from 'node:os';
import { asyncio } from '../../../reference';
import type { Transport } from '../../../spec';
import { recordedLoop } from '../recorded-loop';

const { files } = asyncio;
const { EAGAIN } = constants.errno;
const bytes = (...values: readonly number[]): Uint8Array => new Uint8Array(values);

describe('at the edges of SelectorEventLoop', () => {
  const recorded = recordedLoop();
  const { trace, run, turns, until, kept, fails, protocol, watched, reading, writing } = recorded;

  describe('a pipe to read', () => {
    it('is watched no more when it is closed', () =>
      run(function* () {
        const [transport, write] = yield* reading();
        expect(watched()).to.deep.equal([1]);
        transport.close();
        expect(watched()).to.deep.equal([]);
        yield* until(1);
        write.close();
      }));

    it('leaves those alone who have its number after it', () =>
      run(function* () {
        const [read, write] = kept(...files.pipe());
        const borrowed = { fileno: () => read.fileno(), close: () => {} };
        const transport = recorded.loop._makeReadPipeTransport(borrowed, protocol()) as Transport;
        yield* turns();
        transport.close();
        yield* until(1);
        recorded.loop.addReader(read, () => {
          trace.push('ready');
          recorded.loop.removeReader(read);
        });
        transport.pauseReading();
        transport.resumeReading();
        write.write(bytes(1));
        yield* until(2);
        expect(trace).to.deep.equal([['lost', null], 'ready']);
      }));

    it('delivers once, however often it is told to', () =>
      run(function* () {
        const [transport, write] = yield* reading();
        for (let times = 0; times < 2; times++) transport.resumeReading();
        write.write(bytes(1));
        yield* until(1);
        for (let times = 0; times < 2; times++) transport.pauseReading();
        write.write(bytes(2));
        yield* turns();
        expect(trace).to.deep.equal([['data', 1]]);
        transport.resumeReading();
        yield* until(2);
        expect(trace).to.deep.equal([
          ['data', 1],
          ['data', 2],
        ]);
        transport.close();
        yield* until(3);
      }));
  });

  describe('a pipe to write', () => {
    it('is watched for room while something waits, each time anew', () =>
      run(function* () {
        const [transport, read] = yield* writing();
        transport.write(bytes(1));
        expect(watched(), 'all was taken').to.deep.equal([1]);
        for (const value of [2, 3]) {
          fails('write', EAGAIN);
          transport.write(bytes(value));
          expect(watched()).to.deep.equal([3]);
          for (let turn = 0; transport.getWriteBufferSize() > 0 && turn < 50; turn++) yield* asyncio.sleep(0.001);
          expect([transport.getWriteBufferSize(), ...watched()]).to.deep.equal([0, 1]);
        }
        expect([...read.read(5)]).to.deep.equal([1, 2, 3]);
        transport.close();
        yield* until(1);
      }));

    it('sends what waits before it is closed, however often it is told to', () =>
      run(function* () {
        const [transport, read] = yield* writing();
        fails('write', EAGAIN);
        transport.write(bytes(1));
        for (let times = 0; times < 2; times++) transport.close();
        yield* until(1);
        transport.close();
        yield* turns();
        expect([trace, ...read.read(5)]).to.deep.equal([[['lost', null]], 1]);
      }));
  });
});
