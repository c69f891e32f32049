/** The least that all_tasks() asks of a task. */
import type { AbstractEventLoop } from '../../spec';

export class StandIn {
  finished = false;
  constructor(private readonly loop: AbstractEventLoop) {}

  done(): boolean {
    return this.finished;
  }

  getLoop(): AbstractEventLoop {
    return this.loop;
  }
}
