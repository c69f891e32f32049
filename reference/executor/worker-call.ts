/**
 * Functions that run in a worker thread. A closure cannot cross to another thread, so that such a function is named by its
 * module and export; its arguments and its result are copied by structured clone.
 */
import { RuntimeError } from '../../spec';

export interface WorkerTarget {
  /** A path or a URL that the worker can import. */
  readonly module: string;
  readonly exportName: string;
}

const targets = new WeakMap<object, WorkerTarget>();

/** A function for runInExecutor() or submit() that runs `module`'s export on a worker thread. */
export function workerCall<A extends readonly unknown[], R>(module: string, exportName = 'default'): (...args: A) => R {
  const call = (): never => {
    throw new RuntimeError(`${exportName} of ${module} runs in an executor only`);
  };
  targets.set(call, { module, exportName });
  return call;
}

export function workerTarget(callback: unknown): WorkerTarget | undefined {
  return typeof callback === 'function' ? targets.get(callback) : undefined;
}
