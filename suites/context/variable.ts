/** A variable of a test of its own, since contexts outlive tests. */
import type { AsyncioModule, ContextVar } from '../../spec';

export function variable(asyncio: AsyncioModule): ContextVar<string> {
  return new asyncio.ContextVar('v', { default: 'default' });
}
