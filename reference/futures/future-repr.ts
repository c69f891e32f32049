/** The text of a future: `<Future finished result=42>`. */
import { callableName, repr } from '../python/repr';
import { createdAt } from '../python/stack';
import type { FutureState } from './future-state';

export function reprFuture(future: FutureState): string {
  return `<${[future.constructor.name, ...futureInfo(future)].join(' ')}>`;
}

/** State, outcome, callbacks and origin, as `key=value` words. */
export function futureInfo(future: FutureState): string[] {
  const info: string[] = [future._state.toLowerCase()];
  if (future._state === 'FINISHED') {
    info.push(future._exception !== null ? `exception=${repr(future._exception)}` : `result=${short(future._result)}`);
  }
  const callbacks = future._callbacks ?? [];
  if (callbacks.length > 0) info.push(`cb=[${callbackNames(callbacks.map(({ callback }) => callback))}]`);
  const created = createdAt(future._sourceTraceback);
  if (created !== '') info.push(created.trim());
  return info;
}

/** A result may be of any size. */
function short(value: unknown): string {
  const text = repr(value);
  return text.length > 200 ? `${text.slice(0, 197)}...` : text;
}

function callbackNames(callbacks: readonly unknown[]): string {
  const names = callbacks.map((callback) => `${callableName(callback)}()`);
  if (names.length <= 2) return names.join(', ');
  return `${names[0] as string}, <${String(names.length - 2)} more>, ${names.at(-1) as string}`;
}
