/**
 * The running loop and the default loop. The running loop is set only while its callbacks run, so that several loops may
 * take turns on one host.
 */
import { RuntimeError } from '../../spec';
import type { AbstractEventLoop } from '../../spec';
import { repr } from '../python/repr';

let running: AbstractEventLoop | null = null;
let installed: AbstractEventLoop | null = null;

/** asyncio._get_running_loop(): null where none runs. */
export function _getRunningLoop(): AbstractEventLoop | null {
  return running;
}

/** asyncio._set_running_loop(). */
export function _setRunningLoop(loop: AbstractEventLoop | null): void {
  running = loop;
}

/** asyncio.get_running_loop(). @throws RuntimeError where none runs */
export function getRunningLoop(): AbstractEventLoop {
  if (running === null) throw new RuntimeError('no running event loop');
  return running;
}

/** The running loop, else the one given to setEventLoop(). */
export function getEventLoop(): AbstractEventLoop {
  const loop = running ?? installed;
  if (loop === null) throw new RuntimeError('There is no current event loop');
  return loop;
}

/** asyncio.set_event_loop(). */
export function setEventLoop(loop: AbstractEventLoop | null): void {
  const given: unknown = loop ?? null;
  if (given !== null && typeof (given as Partial<AbstractEventLoop>).runForever !== 'function') {
    throw new TypeError(`loop must be an instance of AbstractEventLoop or None, not ${repr(given)}`);
  }
  installed = loop ?? null;
}
