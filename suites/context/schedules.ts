/** The methods that schedule, and variables of a test of its own. */
import type { AbstractEventLoop, AsyncioModule, Callback, ContextVar, Handle, ScheduleOptions } from '../../spec';

export type Schedule = (loop: AbstractEventLoop, callback: Callback, options?: ScheduleOptions) => Handle;

export const SOON: readonly (readonly [string, Schedule])[] = [
  ['call_soon', (loop, callback, options) => loop.callSoon(callback, [], options)],
  ['call_soon_threadsafe', (loop, callback, options) => loop.callSoonThreadsafe(callback, [], options)],
];

export const TIMERS: readonly (readonly [string, Schedule])[] = [
  ['call_later', (loop, callback, options) => loop.callLater(0, callback, [], options)],
  ['call_at', (loop, callback, options) => loop.callAt(loop.time() - 1, callback, [], options)],
];

/** Without call_soon_threadsafe(), of which a clause of its own says what it copies. */
export const IN_THREAD = [...SOON.slice(0, 1), ...TIMERS];

export function variable(asyncio: AsyncioModule): ContextVar<string> {
  return new asyncio.ContextVar('v', { default: 'default' });
}
