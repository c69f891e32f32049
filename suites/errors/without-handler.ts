/** What the tests of reports share. */
import type { AbstractEventLoop } from '../../spec';
import { fail } from '../support';

/** Both ways to be without a handler do not matter here: the kit has installed one. */
export function withoutHandler(loop: AbstractEventLoop): void {
  loop.setExceptionHandler(null);
}

/** Does `action`, out of which no error may come. */
export async function contained(what: string, action: () => unknown): Promise<void> {
  try {
    await action();
  } catch (error) {
    fail(`${what} let ${(error as Error).constructor.name} out: ${String(error)}`);
  }
}
