/** Where the Python side lies: beside this file, in the source tree and in the built one. */
import { join } from 'node:path';

export const BRIDGE_SCRIPT = join(__dirname, 'python', 'loopcert_bridge.py');
