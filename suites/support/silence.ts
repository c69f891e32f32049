/** Silence about errors, beside one that is reported. */
import { ValueError, type AbstractEventLoop } from '../../spec';
import type { Environment } from './environment';
import { expect } from './expect';

/** Nothing that `work` leaves to be collected is reported, while an error that nobody looks at is. */
export async function reportsNothing(
  loop: AbstractEventLoop,
  env: Environment,
  work: () => void | Promise<void>,
): Promise<void> {
  const watched = async (): Promise<void> => {
    await work();
    loop.createFuture().setException(new ValueError('control'));
  };
  await watched();
  await env.collectGarbage();
  await env.spin();
  expect(env.takeReports().map((report) => String(report.exception)))
    .to.have.lengthOf(1)
    .and.match(/control/);
}
