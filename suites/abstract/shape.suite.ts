/** Every documented method is there: a loop that left one out, or set it to nothing, is told by its name. */
import type { ClauseId } from '../../spec';
import { expect, suite } from '../support';

const METHODS: readonly (readonly [clause: ClauseId & `abstract.${string}`, methods: readonly string[]])[] = [
  [
    'abstract.shape.core',
    [
      'run_forever',
      'run_until_complete',
      'stop',
      'is_running',
      'is_closed',
      'close',
      'shutdown_asyncgens',
      'call_soon',
      'call_soon_threadsafe',
      'get_exception_handler',
      'set_exception_handler',
      'default_exception_handler',
      'call_exception_handler',
      'get_debug',
      'set_debug',
    ],
  ],
  ['abstract.shape.timers', ['time', 'call_later', 'call_at']],
  ['abstract.shape.tasks', ['create_future', 'create_task', 'get_task_factory', 'set_task_factory']],
  ['abstract.shape.executors', ['run_in_executor', 'set_default_executor']],
  ['abstract.shape.signals', ['add_signal_handler', 'remove_signal_handler']],
  ['abstract.shape.connections', ['create_connection', 'create_server', 'connect_accepted_socket']],
];

export const shapeSuite = suite('abstract', 'the methods of a loop', (test) => {
  for (const [clause, methods] of METHODS) {
    for (const method of methods) {
      test(clause, `looks for ${method}()`, ({ loop }) => {
        const found = (loop as unknown as Readonly<Record<string, unknown>>)[camelCase(method)];
        expect(typeof found, `${method} of the loop`).to.equal('function');
      });
    }
  }
});

/** As contracts in TypeScript spell it. */
function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
