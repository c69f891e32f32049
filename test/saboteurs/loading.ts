/** Saboteurs that do not even load: a refusal of one line and a remedy. */
import type { Saboteur } from './saboteur';

const PATIENCE = { LOOPCERT_LOAD_TIMEOUT_S: '4' };

export const LOADING: readonly Saboteur[] = [
  { name: 'exports-nothing', exit: 2, says: /exports no factory\n.*it exports nothing/ },
  { name: 'syntax-error', exit: 2, says: /cannot be loaded: Unexpected token/ },
  { name: 'exits-while-loading', exit: 2, says: /exited with code 0 while it loaded/ },
  { name: 'hangs-while-loading', exit: 2, says: /did not load within 4 s/, env: PATIENCE },
  { name: 'factory-hangs', exit: 2, says: /did not load within 4 s/, env: PATIENCE },
  { name: 'factory-throws', exit: 2, says: /it threw RangeError: no loops today/ },
  { name: 'factory-throws-null', exit: 2, says: /it threw null/ },
  { name: 'factory-returns-nothing', exit: 2, says: /it returned undefined/ },
  { name: 'factory-returns-no-loop', exit: 2, says: /has no method runForever/ },
  { name: 'factory-returns-trap', exit: 2, says: /no comment/ },
  { name: 'factory-repeats-itself', exit: 2, says: /it returned the same one twice/ },
  { name: 'factory-exits', exit: 2, says: /exited with code 0 while it loaded/ },
  { name: 'replaces-promise', exit: 2, says: /read.only.*\n.*may not change globals/ },
  { name: 'replaces-push', exit: 2, says: /read.only.*\n.*may not change globals/ },
  { name: 'debugs-itself', exit: 2, says: /may not inspect the process/ },
  { name: 'lacks-the-unknown', exit: 2, says: /lacks names no profile "exekutor"\n.*did you mean "executor"/ },
  { name: 'takes-its-time', exit: 2, says: /timeScale is 1000000000\n.*from 0.01 to 100/ },
  { name: 'loads-once', exit: 1, status: 'crash', says: /could not be started again: the process exited with code 0/ },
];
