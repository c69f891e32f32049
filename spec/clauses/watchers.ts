/** Chapter: child watchers. */
import type { Clause } from '../clause';

export const watchers = [
  {
    id: 'watchers.subprocess_works_without_watcher_setup',
    level: 'should',
    profile: 'private',
    statement: 'A child process can be started in the main thread and in others without setting up a child watcher.',
    api: ['loop.subprocess_exec'],
    source: 'unix_events.py ThreadedChildWatcher, PidfdChildWatcher; asyncio-subprocess, subprocess-and-threads',
    since: '3.8',
    needs: ['unix', 'subprocess', 'real_thread', 'host_clock'],
    pythonOnly: "child watchers are Python's",
  },
] as const satisfies readonly Clause[];
