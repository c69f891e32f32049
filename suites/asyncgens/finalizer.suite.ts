/** Asynchronous generators that nobody holds any more. */
import { expect, suite } from '../support';

const py = { on: 'python' } as const;

export const finalizerSuite = suite('asyncgens', 'generators that were lost', (test) => {
  test(
    'asyncgens.finalizer.aclose_scheduled',
    'drops a generator half-way',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import gc
        trace = []
        async def numbers():
            try:
                yield 1
                yield 2
            finally:
                trace.append('finally')
                await asyncio.sleep(0)
                await asyncio.sleep(0.001)
                trace.append('awaited')
        async def main():
            agen = numbers()
            trace.append(await agen.__anext__())
            del agen
            gc.collect()
            trace.append('dropped')
            deadline = loop.time() + 4
            while trace[-1] != 'awaited' and loop.time() < deadline: await asyncio.sleep(0.002)
        loop.run_until_complete(main())
        return trace
        `,
        { loop },
      );
      expect(result).to.deep.equal([1, 'dropped', 'finally', 'awaited']);
    },
    py,
  );

  test(
    'asyncgens.finalizer.aclose_scheduled',
    'breaks out of an async for',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import gc
        closed = []
        async def numbers():
            try:
                while True: yield 1
            finally:
                await asyncio.sleep(0)
                closed.append(True)
        async def main():
            for _ in range(3):
                async for n in numbers(): break
            gc.collect()
            for _ in range(10): await asyncio.sleep(0)
        loop.run_until_complete(main())
        return closed
        `,
        { loop },
      );
      expect(result).to.deep.equal([true, true, true]);
    },
    py,
  );

  test(
    'asyncgens.finalizer.collected_in_other_thread',
    'collects in a thread while the loop waits',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import gc
        loop.set_debug(True)
        reports = []
        loop.set_exception_handler(lambda *given: reports.append(given[-1]['message']))
        async def main():
            closed = loop.create_future()
            async def numbers():
                try: yield 1
                finally: closed.set_result('closed')
            class Cycle: pass
            cycle = Cycle()
            cycle.own, cycle.agen = cycle, numbers()
            await cycle.agen.__anext__()
            gc.disable()
            del cycle
            def collect():
                time.sleep(0.05)
                gc.collect()
            thread = threading.Thread(target=collect)
            thread.start()
            try: return await asyncio.wait_for(closed, 5)
            finally:
                thread.join()
                gc.enable()
        outcome = loop.run_until_complete(main())
        loop.set_debug(False)
        loop.set_exception_handler(None)
        return [outcome, reports]
        `,
        { loop },
      );
      expect(result).to.deep.equal(['closed', []]);
    },
    py,
  );

  test(
    'asyncgens.finalizer.closed_loop_ignored',
    'collects after the loop was closed',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import gc, logging
        # What earlier tests left is none of this one's.
        gc.collect()
        records, raised = [], []
        class Recorder(logging.Handler):
            def emit(self, record): records.append(record.getMessage())
        recorder = Recorder()
        logging.getLogger('asyncio').addHandler(recorder)
        before, sys.unraisablehook = sys.unraisablehook, lambda u: raised.append(repr(u.exc_value))
        async def numbers():
            try: yield 1
            finally: pass
        agen = numbers()
        async def main(): return await agen.__anext__()
        try:
            first = loop.run_until_complete(main())
            loop.close()
            del agen
            gc.collect()
        finally:
            sys.unraisablehook = before
            logging.getLogger('asyncio').removeHandler(recorder)
        return [first, loop.is_closed(), records, raised]
        `,
        { loop },
      );
      expect(result).to.deep.equal([1, true, [], []]);
    },
    py,
  );

  test(
    'asyncgens.finalizer.collected_in_other_thread',
    'collects in a thread, long before the loop wakes up for another reason',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
      import gc
      times = []
      async def main():
          loop.call_later(4, int)
          closed = loop.create_future()
          async def numbers():
              try: yield 1
              finally:
                  times.append(time.monotonic())
                  closed.set_result('closed')
          class Cycle: pass
          cycle = Cycle()
          cycle.own, cycle.agen = cycle, numbers()
          await cycle.agen.__anext__()
          gc.disable()
          del cycle
          def collect():
              time.sleep(0.05)
              times.append(time.monotonic())
              gc.collect()
          thread = threading.Thread(target=collect)
          thread.start()
          try: return await closed
          finally:
              thread.join()
              gc.enable()
      return [loop.run_until_complete(main()), times[1] - times[0] < 2]
      `,
        { loop },
      );
      expect(result).to.deep.equal(['closed', true]);
    },
    py,
  );
});
