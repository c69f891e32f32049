/** Saboteurs that say something untrue of themselves, and one that does not. */
import { CONTROL, VICTIM, type Saboteur } from './saboteur';

const EXECUTOR = ['executor.run_in_executor.*', VICTIM, CONTROL];
const SIGNAL = ['signals.add_signal_handler.*', VICTIM, CONTROL];

export const DECLARATIONS: readonly Saboteur[] = [
  { name: 'lacks-everything', exit: 3, status: 'skip', says: /"reason":"nothing was tested"/ },
  {
    name: 'lacks-falsely',
    exit: 1,
    status: 'skip',
    says: /declares falsely that it lacks executor.*"status":"offered","problems":\["run_in_executor\(\) works/,
    clauses: EXECUTOR,
  },
  {
    name: 'lacks-impolitely',
    exit: 1,
    status: 'skip',
    says: /declares falsely that it lacks signal.*"status":"impolite","problems":\["add_signal_handler\(\) raises TypeError/,
    clauses: SIGNAL,
  },
  {
    name: 'lacks-by-hanging',
    exit: 1,
    status: 'skip',
    says: /declares falsely that it lacks executor.*"status":"impolite","problems":\["run_in_executor\(\): hang"\]/,
    clauses: EXECUTOR,
    args: ['--timeout', '2'],
  },
  {
    name: 'lacks-politely',
    exit: 0,
    status: 'skip',
    says: /"claimed":false,"declaration":\{"reason":"we never got round to it","status":"polite"\}/,
    clauses: EXECUTOR,
  },
];
