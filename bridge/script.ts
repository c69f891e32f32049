/** Where the Python side lies (beside this file, in the source tree and in the built one), and how it begins. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const BRIDGE_FOLDER = join(__dirname, 'python');
export const BRIDGE_PACKAGE = 'loopcert_bridge';

/** The package's modules, name and text, for an interpreter with a file system of its own. */
export function bridgeModules(): readonly (readonly [name: string, text: string])[] {
  const folder = join(BRIDGE_FOLDER, BRIDGE_PACKAGE);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
}

/** For any Python there is: one that is too old says so instead of stumbling over our syntax. `argv`: FIFOs, `pure`? */
export const BOOT = `
import sys
if sys.version_info < (3, 8):
    sys.stderr.write('loopcert: Python %d.%d.%d is too old\\n' % tuple(sys.version_info[:3]))
    sys.exit(1)
if 'pure' in sys.argv[2:]:
    sys.modules['_asyncio'] = None
# The bridge first, the current folder last: a module of the user's must not stand in for one of Python's.
sys.path[:] = [${JSON.stringify(BRIDGE_FOLDER)}] + [path for path in sys.path if path != ''] + ['']
from loopcert_bridge.native import main
main(sys.argv[1], 'pure' in sys.argv[2:])
`;
