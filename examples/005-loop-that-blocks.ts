/**
 * A loop that waits by itself: its selector blocks, and node with it. It wakes for descriptors and its own timers alone; what
 * node would tell it (promises, timers of node's, signals, answers to look-ups) waits until the loop gives node a turn.
 */
import { EpollSelector, SelectorEventLoop } from 'loopcert/reference';
import type { AbstractEventLoop } from 'loopcert/spec';

/** Longest wait in seconds: so often node gets its turn, however quiet the descriptors are. */
const PATIENCE = 0.005;

export class BlockingSelector extends EpollSelector {
  override select(timeout: number | null): readonly unknown[] {
    return super.select(timeout === null ? PATIENCE : Math.min(timeout, PATIENCE));
  }
}

export const newEventLoop = (): AbstractEventLoop => new SelectorEventLoop(new BlockingSelector());

const lacks = { subprocess: 'it is node that tells of children, and it could not while the loop blocks' };

const cannot = { thread: 'nobody calls from outside while it blocks' };

export const subject = { name: 'blocking', newEventLoop, lacks, cannot };
