/** Node's own loop watches a descriptor of ours. The one file that uses this part of koffi, which its manual does not have. */
import { koffi, type PollHandle } from '../sockets/koffi';

/**
 * Calls `ready` in a turn of node's while `fd` is readable, each turn anew, until `close()`. Keeps the process alive. The call
 * comes from outside of node's callbacks, where promises are not looked after: it may do no more than arrange for another.
 */
export class HostPoll {
  /** Node's handle goes silent when nothing refers to it. */
  readonly #handle: PollHandle;

  constructor(fd: number, ready: () => void) {
    this.#handle = koffi().node.poll(fd, { readable: true }, ready);
  }

  close(): void {
    this.#handle.close();
  }
}
