/** What the documentation calls a coroutine returns something to await, at once and whatever its arguments. */
import { expect, fail, suite, type World } from '../support';
import { camelCase, DOCUMENTED, parametersOf, type Documented } from './documented';

const METHODS = {
  'abstract.coroutine.connections': DOCUMENTED.connections,
  'abstract.coroutine.unix': DOCUMENTED.unix,
  'abstract.coroutine.datagrams': DOCUMENTED.datagrams,
  'abstract.coroutine.sockets': DOCUMENTED.sockets,
  'abstract.coroutine.socket_datagrams': DOCUMENTED.socketDatagrams,
  'abstract.coroutine.pipes': DOCUMENTED.pipes,
  'abstract.coroutine.subprocesses': DOCUMENTED.subprocesses,
  'abstract.coroutine.lookups': DOCUMENTED.lookups,
  'abstract.coroutine.tls': DOCUMENTED.tls,
  'abstract.coroutine.sendfile': DOCUMENTED.sendfile,
} as const;

export const coroutinesSuite = suite('abstract', 'the coroutine methods of a loop', (test) => {
  for (const [clause, methods] of Object.entries(METHODS) as [keyof typeof METHODS, readonly Documented[]][]) {
    for (const documented of methods) {
      test(clause, `calls ${documented.method}(), and awaits nothing`, (world) => {
        expectAwaitable(world, documented);
      });
    }
  }
});

function expectAwaitable({ loop, subject }: World, documented: Documented): void {
  const { method } = documented;
  const required = parametersOf(documented, subject).filter((parameter) => parameter.default === null);
  const count = EXTRA[method] ?? required.length;
  let made: unknown;
  try {
    const methods = loop as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
    made = methods[camelCase(method)]?.(...new Array<null>(count).fill(null));
  } catch (error) {
    fail(`${method}() raised at the call: ${String(error)}`);
  }
  const isAwaitable = typeof made === 'object' && made !== null && Symbol.iterator in made;
  expect(isAwaitable, `${method}() returns something to await`).to.equal(true);
  // Ends a coroutine that has not begun, so that nobody misses its await.
  const steps = (made as Iterable<unknown>)[Symbol.iterator]();
  steps.return?.();
}

/** The calls that need more arguments than have names: the program, the count. */
const EXTRA: Readonly<Record<string, number>> = { subprocess_exec: 2, sock_recv: 2 };
