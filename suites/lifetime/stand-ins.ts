/** The least that all_tasks() asks of a task, and the time after which a registry may treat one differently. */
import type { AbstractEventLoop } from '../../spec';
import type { Environment } from '../support/environment';

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

/** Lets the host turn a few times: what is registered by then is no newcomer any more. */
export async function growOld(env: Environment): Promise<void> {
  for (let i = 0; i < 5; i++) await env.pause(env.tick / 5);
}
