/** For suites that open sockets of their own: without koffi there are none, and they are left out. */
import { socketsMissing } from '../../reference/sockets';

/** Leaves out the suite that calls this where there are no sockets, before any hook of its tests. */
export function needsSockets(): void {
  before(function () {
    if (socketsMissing() !== null) this.skip();
  });
}
