/** Chapter: policies. */
import type { Clause } from '../clause';

export const policy = [
  {
    id: 'policy.third_party.new_event_loop',
    level: 'must',
    profile: 'policy',
    statement: 'Before Python 3.16, new_event_loop() and asyncio.run() use the loops that the policy makes.',
    api: ['AbstractEventLoopPolicy.new_event_loop', 'asyncio.new_event_loop', 'asyncio.run'],
    source: 'asyncio-policy, asyncio.AbstractEventLoopPolicy; test_events.PolicyTests.test_new_event_loop',
    since: '3.4',
    until: '3.16',
    pythonOnly: "policies are Python's",
    note: 'Programs install other loops by a policy.',
  },
] as const satisfies readonly Clause[];
