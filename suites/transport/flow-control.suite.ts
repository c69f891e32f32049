/** pause_writing() and resume_writing(). */
import { ValueError, type Coroutine, type Transport } from '../../spec';
import { expect, fill, suite, talkShallow, type Conversation, type World } from '../support';

/** Fills the buffer without the protocol being paused; returns how much was written. */
function* fillUnpaused(world: World, transport: Transport): Coroutine<number> {
  transport.setWriteBufferLimits({ high: 1 << 30, low: 0 });
  return yield* fill(world, transport);
}

export const flowControlSuite = suite('transport', 'flow control', (test) => {
  test('transport.flow.pause_when_over_high', 'pauses at the first byte above the mark, inside write()', (world) =>
    talkShallow(world, function* ({ transport, protocol }) {
      yield* fillUnpaused(world, transport);
      transport.setWriteBufferLimits({ high: transport.getWriteBufferSize() + 100, low: 0 });
      transport.write(new Uint8Array(100));
      expect(protocol.calls).to.deep.equal(['made']);
      transport.write(new Uint8Array(1));
      expect(protocol.calls).to.deep.equal(['made', 'pause']);
    }),
  );

  test('transport.flow.pause_once', 'says it once, however much is written', (world) =>
    talkShallow(world, function* ({ transport, protocol }) {
      yield* fillUnpaused(world, transport);
      transport.setWriteBufferLimits({ high: 0 });
      for (let i = 0; i < 10; i++) transport.write(new Uint8Array(1000));
      transport.writelines([new Uint8Array(10)]);
      transport.setWriteBufferLimits({ high: 1 });
      expect(protocol.calls).to.deep.equal(['made', 'pause']);
    }),
  );

  for (const low of [0, 1 << 16]) {
    const sizes: number[] = [];
    const body = (world: World): Conversation =>
      function* ({ transport, protocol, peer }) {
        sizes.length = 0;
        const written = yield* fillUnpaused(world, transport);
        transport.write(new Uint8Array(1 << 18));
        transport.setWriteBufferLimits({ high: 1 << 17, low });
        expect(protocol.calls).to.deep.equal(['made', 'pause']);
        yield* world.env.until(peer.read(written + (1 << 18)));
        yield* protocol.gets('resume');
        expect(sizes).to.have.lengthOf(1);
        expect(sizes[0]).to.be.at.most(low);
        expect(protocol.calls).to.deep.equal(['made', 'pause', 'resume']);
      };
    test('transport.flow.resume_at_low', `resumes once at ${low} bytes or below`, async (world) => {
      await world.env.run(function* () {
        yield* world.asyncio.sleep(0);
      });
      let transport: Transport | undefined;
      await talkShallow(world, body(world), {
        made: (made) => (transport = made),
        resume: () => sizes.push(transport?.getWriteBufferSize() ?? -1),
      });
    });
  }

  test('transport.flow.strict_alternation', 'pauses and resumes in turn, five times', (world) =>
    talkShallow(world, function* ({ transport, protocol, peer }) {
      transport.setWriteBufferLimits({ high: 1000, low: 100 });
      const block = new Uint8Array(1 << 16);
      for (let round = 1; round <= 5; round++) {
        let written = 0;
        while (protocol.count('pause') < round) {
          transport.write(block);
          written += block.length;
          yield* world.asyncio.sleep(0);
        }
        yield* world.env.until(peer.read(written));
        yield* protocol.until(() => protocol.count('resume') >= round);
      }
      const expected = Array.from({ length: 5 }, () => ['pause', 'resume']).flat();
      expect(protocol.calls).to.deep.equal(['made', ...expected]);
    }),
  );

  test('transport.flow.callback_error', 'reports what they raise, and goes on', async (world) => {
    const [first, second] = [new ValueError('pause'), new ValueError('resume')];
    await talkShallow(
      world,
      function* ({ transport, protocol, peer }) {
        const written = yield* fillUnpaused(world, transport);
        transport.setWriteBufferLimits({ high: transport.getWriteBufferSize(), low: 0 });
        transport.write(new Uint8Array(1));
        yield* world.env.until(peer.read(written + 1));
        yield* protocol.gets('resume');
        yield* world.asyncio.sleep(0);
        const reports = world.env.takeReports();
        expect(reports.map(({ exception }) => exception)).to.deep.equal([first, second]);
        for (const report of reports) {
          expect(report.message).to.be.a('string');
          expect(report['transport']).to.equal(transport);
          expect(report['protocol']).to.equal(protocol);
        }
        expect(transport.isClosing()).to.equal(false);
        transport.write(new Uint8Array(3));
        expect((yield* world.env.until(peer.read(3))).length).to.equal(3);
      },
      {
        pause: () => {
          throw first;
        },
        resume: () => {
          throw second;
        },
      },
    );
  });

  test('transport.flow.no_resume_after_abort', 'goes from pause_writing() to connection_lost()', (world) =>
    talkShallow(world, function* ({ transport, protocol }) {
      transport.setWriteBufferLimits({ high: 0 });
      yield* fill(world, transport);
      transport.abort();
      yield* protocol.loses();
      expect(protocol.calls).to.deep.equal(['made', 'pause', 'lost']);
    }),
  );
});
