/** The marks of the write buffer. */
import { ValueError, type Transport } from '../../spec';
import { expect, fill, raises, suite, talk, talkShallow } from '../support';

const limitsOf = (transport: Transport): readonly number[] => [...transport.getWriteBufferLimits()];

export const limitsSuite = suite('transport', 'limits of the write buffer', (test) => {
  test('transport.limits.low_high_tuple', 'gives low before high', (world) =>
    talk(world, function* ({ transport }) {
      transport.setWriteBufferLimits({ high: 800, low: 80 });
      expect(limitsOf(transport)).to.deep.equal([80, 800]);
      transport.setWriteBufferLimits({ high: 1000, low: 10 });
      expect(limitsOf(transport)).to.deep.equal([10, 1000]);
    }),
  );

  test(
    'transport.limits.low_high_tuple',
    'takes high first',
    (world) =>
      talk(world, function* ({ transport }) {
        world.env.python.exec('transport.set_write_buffer_limits(800, 80)', { transport });
        expect(limitsOf(transport)).to.deep.equal([80, 800]);
      }),
    { on: 'python' },
  );

  for (const limits of [{ high: 1, low: 2 }, { high: -1 }, { low: -1 }, { high: 5, low: -1 }]) {
    test('transport.limits.invalid', `refuses ${JSON.stringify(limits)} and keeps what it had`, (world) =>
      talk(world, function* ({ transport }) {
        transport.setWriteBufferLimits({ high: 800, low: 80 });
        raises(ValueError, () => transport.setWriteBufferLimits(limits), 'set_write_buffer_limits()');
        expect(limitsOf(transport)).to.deep.equal([80, 800]);
      }),
    );
  }

  test('transport.limits.high_only', 'finds a low mark between 0 and high', (world) =>
    talk(world, function* ({ transport }) {
      transport.setWriteBufferLimits({ high: 1000, low: 1000 });
      transport.setWriteBufferLimits({ high: 500 });
      const [low, high] = transport.getWriteBufferLimits();
      expect(high).to.equal(500);
      expect(low).to.be.within(0, 500);
      transport.setWriteBufferLimits({ high: 0 });
      expect(limitsOf(transport)).to.deep.equal([0, 0]);
    }),
  );

  test('transport.limits.cpython_defaults', 'are 16 KiB and 64 KiB, a quarter and four times as much', (world) =>
    talk(world, function* ({ transport }) {
      expect(limitsOf(transport)).to.deep.equal([16384, 65536]);
      transport.setWriteBufferLimits({ high: 1000 });
      expect(limitsOf(transport)).to.deep.equal([250, 1000]);
      transport.setWriteBufferLimits({ low: 100 });
      expect(limitsOf(transport)).to.deep.equal([100, 400]);
      transport.setWriteBufferLimits();
      expect(limitsOf(transport)).to.deep.equal([16384, 65536]);
    }),
  );

  test('transport.limits.apply_immediately', 'pauses a protocol whose buffer is above the new mark', (world) =>
    talkShallow(world, function* ({ transport, protocol }) {
      transport.setWriteBufferLimits({ high: 1 << 30 });
      yield* fill(world, transport);
      expect(protocol.calls).to.deep.equal(['made']);
      transport.setWriteBufferLimits({ high: 0 });
      expect(protocol.calls).to.deep.equal(['made', 'pause']);
    }),
  );
});
