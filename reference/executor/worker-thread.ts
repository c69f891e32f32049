/** One worker thread, running one job at a time. */
import { Worker } from 'node:worker_threads';
import { RuntimeError } from '../../spec';
import type { WorkerTarget } from './worker-call';

type Answer = { readonly result: unknown } | { readonly error: unknown };

/** What the worker runs; it is text, since a built package and a source tree have different files. */
const SOURCE = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', async ({ module, exportName, args }) => {
  try {
    const exports = await import(module);
    const target = exports[exportName] ?? exports.default?.[exportName];
    if (typeof target !== 'function') throw new TypeError(module + ' has no function ' + exportName);
    parentPort.postMessage({ result: await target(...args) });
  } catch (error) {
    parentPort.postMessage({ error });
  }
});
`;

export class WorkerThread {
  readonly #worker = new Worker(SOURCE, { eval: true });
  #settle: { resolve(value: unknown): void; reject(error: unknown): void } | null = null;
  dead = false;

  constructor() {
    this.#worker.on('message', (answer: Answer) => {
      this.#worker.unref();
      const settle = this.#take();
      if ('error' in answer) settle?.reject(answer.error);
      else settle?.resolve(answer.result);
    });
    this.#worker.on('error', (error) => this.#die(error));
    this.#worker.on('exit', () => this.#die(new RuntimeError('the worker thread ended before its job')));
    this.#worker.unref();
  }

  run(target: WorkerTarget, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      // A job keeps the process alive; an idle worker does not.
      this.#worker.ref();
      this.#worker.postMessage({ ...target, args });
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #die(error: unknown): void {
    this.dead = true;
    this.#take()?.reject(error);
  }

  #take(): { resolve(value: unknown): void; reject(error: unknown): void } | null {
    const settle = this.#settle;
    this.#settle = null;
    return settle;
  }
}
