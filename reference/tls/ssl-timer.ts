/** How long TLS waits for the peer: one timer, in the context of the protocol. */
import type * as contract from '../../spec';

export class SslTimer {
  readonly #loop: Pick<contract.AbstractEventLoop, 'callLater'>;
  readonly #schedule: contract.ScheduleOptions;
  #timer: contract.TimerHandle | null = null;

  constructor(loop: Pick<contract.AbstractEventLoop, 'callLater'>, context: contract.Context | null) {
    this.#loop = loop;
    this.#schedule = context === null ? {} : { context };
  }

  start(seconds: number, late: () => void): void {
    this.#timer = this.#loop.callLater(seconds, late, [], this.#schedule);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}
