/**
 * Random programs as data: operations on a loop, nested as callbacks and coroutines nest. References are indices that
 * wrap around what exists by then, so that every program is valid and shrinks freely.
 */
import fc from 'fast-check';

export type Operation =
  | { readonly op: 'callSoon'; readonly body: readonly Operation[] }
  | { readonly op: 'callLater'; readonly delay: number; readonly body: readonly Operation[] }
  | { readonly op: 'cancelHandle'; readonly index: number }
  | { readonly op: 'createFuture' }
  | { readonly op: 'setResult'; readonly index: number }
  | { readonly op: 'setException'; readonly index: number }
  | { readonly op: 'cancelFuture'; readonly index: number }
  | { readonly op: 'addDoneCallback'; readonly index: number; readonly body: readonly Operation[] }
  | { readonly op: 'removeDoneCallback'; readonly index: number }
  | { readonly op: 'createTask'; readonly steps: readonly Step[] }
  | { readonly op: 'cancelTask'; readonly index: number }
  | { readonly op: 'uncancel'; readonly index: number }
  | { readonly op: 'stop' }
  | { readonly op: 'throw' };

export type Step =
  | Operation
  | { readonly op: 'yield' }
  | { readonly op: 'sleep'; readonly delay: number }
  | { readonly op: 'awaitFuture'; readonly index: number }
  | { readonly op: 'awaitTask'; readonly index: number }
  /** `try: ... except BaseException`: traces what was caught and goes on. */
  | { readonly op: 'guard'; readonly steps: readonly Step[] }
  /** `try: ... finally: yield` */
  | { readonly op: 'finally'; readonly steps: readonly Step[] };

export type Program = readonly Operation[];

const index = fc.nat({ max: 7 });
/** In turns of the clock. */
const delay = fc.integer({ min: -1, max: 5 });

/** An alias, since letrec() wants what has an index signature. */
type Grammar = { operation: Operation; step: Step };

const grammar = fc.letrec<Grammar>((tie) => {
  const body = fc.array(tie('operation'), { maxLength: 3, size: 'max' });
  const steps = fc.array(tie('step'), { maxLength: 5, size: 'max' });
  const on = <O extends string>(op: O) => fc.record({ op: fc.constant(op), index });
  const simple: readonly fc.Arbitrary<Operation>[] = [
    fc.record({ op: fc.constant('createFuture' as const) }),
    on('cancelHandle'),
    on('setResult'),
    on('setException'),
    on('cancelFuture'),
    on('removeDoneCallback'),
    on('cancelTask'),
    on('uncancel'),
    fc.record({ op: fc.constant('stop' as const) }),
    fc.record({ op: fc.constant('throw' as const) }),
  ];
  return {
    operation: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      ...simple,
      fc.record({ op: fc.constant('callSoon' as const), body }),
      fc.record({ op: fc.constant('callLater' as const), delay, body }),
      fc.record({ op: fc.constant('addDoneCallback' as const), index, body }),
      { weight: 3, arbitrary: fc.record({ op: fc.constant('createTask' as const), steps }) },
    ),
    step: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      { weight: 3, arbitrary: fc.record({ op: fc.constant('yield' as const) }) },
      { weight: 2, arbitrary: fc.record({ op: fc.constant('sleep' as const), delay }) },
      { weight: 3, arbitrary: on('awaitFuture') },
      { weight: 3, arbitrary: on('awaitTask') },
      { weight: 3, arbitrary: tie('operation') },
      { weight: 2, arbitrary: fc.record({ op: fc.constant('guard' as const), steps }) },
      fc.record({ op: fc.constant('finally' as const), steps }),
    ),
  };
});

export const programs: fc.Arbitrary<Program> = fc.array(grammar.operation, {
  minLength: 1,
  maxLength: 10,
  size: 'max',
});
