/** What the executor's tests run on a worker thread. */
import { threadId } from 'node:worker_threads';

export function addAndTell(a: number, b: number): [number, number] {
  return [a + b, threadId];
}

export function sleepSync(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

export function fail(): void {
  throw new Error('thrown in a worker');
}
