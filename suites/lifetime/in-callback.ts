/** What the tests of the current task share. */
import type { AbstractEventLoop } from '../../spec';
import { expect } from '../support';
import type { Environment } from '../support/environment';

/** Runs `body` in a callback of the loop: the one place where every version allows these calls. */
export async function inCallback(env: Environment, loop: AbstractEventLoop, body: () => void): Promise<void> {
  let ended = false;
  loop.callSoon(() => {
    body();
    ended = true;
  });
  await env.spin();
  const reports = env.takeReports();
  const [first] = reports;
  if (first?.exception !== undefined) throw first.exception;
  expect(ended, 'the callback ran to its end').to.equal(true);
}
