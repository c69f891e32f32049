/** The host of this realm; there is one. The entry points, `node/` and `web/`, install it before any loop is made. */
import { RuntimeError } from '../../spec';
import type { Host } from './host';

let installed: Host | null = null;

export function installHost(host: Host): void {
  installed = host;
}

/** @throws RuntimeError before an entry point of the reference was loaded. */
export function currentHost(): Host {
  if (installed === null) throw new RuntimeError('no host is installed: load the reference by one of its entry points');
  return installed;
}
