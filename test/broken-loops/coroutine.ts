/** Modules and loops that take other things for coroutines, or refuse some that are. */
import { asyncio } from '../../reference';
import type { BrokenLoop } from './broken-loop';
import { damaged, module, python } from './faults';

function isGenerator(value: unknown): boolean {
  return Object.prototype.toString.call(value) === '[object Generator]';
}

export const coroutineBrokenLoops: readonly BrokenLoop[] = [
  module('coroutine.iscoroutine.native', 'the function that makes a coroutine is one', () => ({
    iscoroutine: (value: unknown) => asyncio.iscoroutine(value) || asyncio.iscoroutinefunction(value),
  })),
  python(
    'coroutine.iscoroutine.generator_false',
    'generators are coroutines, as before 3.12',
    `
    sound = asyncio.iscoroutine
    asyncio.iscoroutine = lambda value: sound(value) or isinstance(value, types.GeneratorType)
    `,
  ),
  module('coroutine.iscoroutine.duck_true', 'native coroutines only are known', () => ({
    iscoroutine: isGenerator,
  })),
  module('coroutine.iscoroutine.incomplete_duck_false', 'one method is enough', () => ({
    iscoroutine: (value: unknown) => typeof value === 'object' && value !== null && 'next' in value,
  })),
  module('coroutine.iscoroutinefunction.basic', 'every function makes coroutines', () => ({
    iscoroutinefunction: (value: unknown) => typeof value === 'function',
  })),
  module('coroutine.iscoroutine.others_false', 'whatever can be awaited is a coroutine', () => ({
    iscoroutine: (value: unknown) =>
      typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value),
  })),
  damaged('coroutine.duck.run_by_task', 'native coroutines only are run', (made) => {
    const { createTask } = made;
    made.createTask = (coro, options) => {
      if (!isGenerator(coro)) throw new TypeError('a coroutine was expected');
      return createTask.call(made, coro, options) as never;
    };
  }),
];
