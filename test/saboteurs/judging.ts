/** Saboteurs that reach for what judges them: all of them lie to their tests, and none of them gets away with it. */
import { CONTROL, VICTIM, type Saboteur } from './saboteur';

const caught = (name: string): Saboteur => ({ name, exit: 1, status: 'fail', says: /AssertionError/ });

export const JUDGING: readonly Saboteur[] = [
  caught('lies'),
  caught('swallows-assertions'),
  caught('replaces-globals'),
  caught('replaces-timers'),
  caught('replaces-chai'),
  caught('replaces-mocha'),
  caught('replaces-judge'),
  caught('clears-ledger'),
  caught('rewrites-clauses'),
  caught('edits-messages'),
  {
    name: 'hides-in-prototypes',
    exit: 1,
    status: 'fail',
    says: /raised .*any error will do instead of RuntimeError/,
    clauses: ['closing.rejects.call_soon', CONTROL],
  },
  // Sound in a fresh worker, once; not five times.
  {
    name: 'lies-later',
    exit: 1,
    status: 'flaky',
    says: /AssertionError.*"alone":\["pass",("pass",)*"fail"\]/,
    clauses: ['callbacks.call_soon.*'],
  },
  {
    name: 'remembers-timers',
    exit: 0,
    status: 'pass',
    says: /"alone":\["pass","pass","pass","pass","pass"\],"disturbed":\{"ran":\d+,"after":\[[^\]]*"timers\./,
    clauses: ['timers.call_at.when_exact', VICTIM],
    args: ['--seed', '1'],
  },
  { name: 'forges-messages', exit: 1, status: 'crash', says: /wrote to the runner's channel that is not the kit's/ },
  {
    name: 'closes-channel',
    exit: 1,
    status: 'crash',
    says: /closed its channel to the runner|exited with code|SIGABRT/,
  },
  {
    name: 'flaky',
    exit: 1,
    status: 'flaky',
    says: /"attempts":\["(pass|fail)".*"seeds":\[5,6/,
    clauses: [VICTIM],
    args: ['--repeat', '4', '--seed', '5'],
  },
];
