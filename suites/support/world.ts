/** What a test receives. */
import type { AbstractEventLoop, AsyncioModule, Subject } from '../../spec';
import type { Environment } from './environment';

/** What a test is given. */
export interface World {
  /** A fresh loop of the subject: open, stopped; closed by the kit after the test. */
  readonly loop: AbstractEventLoop;
  /** The module-level functions and classes that go with it. */
  readonly asyncio: AsyncioModule;
  readonly subject: Subject;
  readonly env: Environment;
}
