/** Chapter: policies. */
import type { Clause } from '../clause';

export const policy = [
  {
    id: 'policy.third_party.new_event_loop',
    level: 'must',
    profile: 'policy',
    statement: 'Under a policy that makes loops of the tested kind, new_event_loop() and run() use them.',
    api: ['AbstractEventLoopPolicy.new_event_loop', 'asyncio.new_event_loop', 'asyncio.run'],
    source: 'asyncio-policy; test_runners.TestPolicy',
    since: '3.4',
    until: '3.16',
    pythonOnly: "policies are Python's",
  },
] as const satisfies readonly Clause[];
