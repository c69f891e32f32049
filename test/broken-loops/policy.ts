/** What goes by its own choice instead of the policy's. */
import type { BrokenLoop } from './broken-loop';
import { python } from './faults';

export const policyBrokenLoops: readonly BrokenLoop[] = [
  python(
    'policy.third_party.new_event_loop',
    'new_event_loop() passes the policy over',
    'asyncio.events.new_event_loop = asyncio.new_event_loop = asyncio.SelectorEventLoop',
  ),
  python(
    'policy.third_party.new_event_loop',
    'run() passes the policy over',
    `
    def run(main, **options):
        own = asyncio.SelectorEventLoop()
        try: return own.run_until_complete(main)
        finally: own.close()
    asyncio.run = run
    `,
  ),
];
