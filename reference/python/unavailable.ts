/** A module that this host does not have. */
import { NotImplementedError } from '../../spec';

/** Stands where the module would; whoever asks it for a name gets NotImplementedError with the reason. */
export function unavailable<T extends object>(reason: string): T {
  return new Proxy(Object.create(null) as T, {
    get: (_target, name) => {
      throw new NotImplementedError(`${String(name)}: ${reason}`);
    },
  });
}
