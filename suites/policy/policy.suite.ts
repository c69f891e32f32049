/** Policies, by which loop libraries put their loops in place before loop_factory. */
import { expect, suite } from '../support';

export const policySuite = suite('policy', 'policies', (test) => {
  test(
    'policy.third_party.new_event_loop',
    'installs a policy',
    ({ env }) => {
      const result = env.python.exec(
        `
        import asyncio, warnings
        made = []
        quiet = warnings.catch_warnings()
        quiet.__enter__()
        warnings.simplefilter('ignore', DeprecationWarning)
        # Made before: the subject's factory may itself ask the policy.
        ready = [new_loop(), new_loop(), new_loop()]
        class Policy(asyncio.DefaultEventLoopPolicy):
            def new_event_loop(self):
                made.append(ready.pop())
                return made[-1]
            def get_event_loop(self):
                asked.append('get_event_loop')
                return super().get_event_loop()
        asked = []
        before = asyncio.get_event_loop_policy()
        asyncio.set_event_loop_policy(Policy())
        try:
            new = asyncio.new_event_loop()
            facts = [new in made[:1]]
            new.close()
            async def main():
                running = asyncio.get_running_loop()
                return [running in made[1:2]]
            facts += asyncio.run(main()) + [asked]
        finally:
            for own in made + ready: own.close()
            asyncio.set_event_loop_policy(before)
            quiet.__exit__(None, None, None)
        return facts
        `,
      );
      expect(result).to.deep.equal([true, true, []]);
    },
    { on: 'python' },
  );

  test(
    'policy.third_party.new_event_loop',
    'installs a policy with a _loop_factory',
    ({ env }) => {
      const result = env.python.exec(
        `
        import asyncio, warnings
        with warnings.catch_warnings():
            warnings.simplefilter('ignore', DeprecationWarning)
            made = []
            ready = [new_loop(), new_loop(), new_loop()]
            class Policy(asyncio.DefaultEventLoopPolicy):
                @staticmethod
                def _loop_factory():
                    made.append(ready.pop())
                    return made[-1]
            before = asyncio.get_event_loop_policy()
            asyncio.set_event_loop_policy(Policy())
            try:
                new = asyncio.new_event_loop()
                new.close()
                async def main():
                    return asyncio.get_running_loop() in made[1:2]
                return [new in made[:1], asyncio.run(main())]
            finally:
                for own in ready: own.close()
                asyncio.set_event_loop_policy(before)
        `,
      );
      expect(result).to.deep.equal([true, true]);
    },
    { on: 'python' },
  );
});
