/** Tests the factory before any clause: a factory that lies makes every verdict worthless. */
import type { AbstractEventLoop, Subject } from '../../spec';

/** A factory does not give what it must: open, stopped, separate loops. */
export class FactoryError extends Error {
  override readonly name = 'FactoryError';
  constructor(subject: Subject, rule: string, got: string) {
    super(`the factory of ${subject.name} is not usable: ${rule}, but ${got}`);
  }
}

const ESSENTIAL = [
  'runForever',
  'runUntilComplete',
  'stop',
  'close',
  'isRunning',
  'isClosed',
  'callSoon',
  'setExceptionHandler',
] as const;

/** @throws FactoryError unless the factory gives fresh, open, stopped, isolated loops. */
export async function checkFactory(subject: Subject): Promise<void> {
  const first = await make(subject);
  const second = await make(subject);
  try {
    if (first === second)
      throw new FactoryError(subject, 'each call must return a new loop', 'it returned the same one twice');
    first.close();
    if (!first.isClosed()) throw new FactoryError(subject, 'close() must close', 'isClosed() still answers false');
    if (second.isClosed()) throw new FactoryError(subject, 'loops must be isolated', 'closing one closed another');
  } finally {
    for (const loop of [first, second]) if (!loop.isClosed()) loop.close();
  }
}

async function make(subject: Subject): Promise<AbstractEventLoop> {
  let loop: AbstractEventLoop;
  try {
    loop = await subject.newEventLoop();
  } catch (error) {
    throw new FactoryError(subject, 'it must return a loop', `it threw ${String(error)}`);
  }
  const value: unknown = loop;
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    throw new FactoryError(subject, 'it must return a loop', `it returned ${String(value)}`);
  }
  for (const method of ESSENTIAL) {
    if (typeof (loop as unknown as Record<string, unknown>)[method] !== 'function') {
      throw new FactoryError(subject, 'it must return a loop', `what it returned has no method ${method}()`);
    }
  }
  if (loop.isClosed()) throw new FactoryError(subject, 'a new loop must be open', 'isClosed() answers true');
  if (loop.isRunning()) throw new FactoryError(subject, 'a new loop must be stopped', 'isRunning() answers true');
  return loop;
}
