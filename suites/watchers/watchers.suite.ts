/** Child processes without anybody having set up a watcher for them. */
import { expect, suite } from '../support';

export const watchersSuite = suite('watchers', 'child watchers', (test) => {
  test(
    'watchers.subprocess_works_without_watcher_setup',
    'starts a child in two threads',
    ({ loop, env }) => {
      const result = env.python.exec(
        `
        import asyncio, sys, threading
        async def child():
            process = await asyncio.create_subprocess_exec(sys.executable, '-c', 'raise SystemExit(7)')
            return await asyncio.wait_for(process.wait(), 8)
        codes = [loop.run_until_complete(child())]
        def elsewhere():
            other = new_loop()
            asyncio.set_event_loop(other)
            try:
                codes.append(other.run_until_complete(child()))
            except BaseException as error:
                codes.append(repr(error))
            finally:
                asyncio.set_event_loop(None)
                other.close()
        thread = threading.Thread(target=elsewhere, daemon=True)
        thread.start()
        thread.join(9)
        return codes
        `,
        { loop },
      );
      expect(result).to.deep.equal([7, 7]);
    },
    { on: 'python' },
  );
});
