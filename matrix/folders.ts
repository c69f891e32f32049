/** Where things are: sources and results in the checkout, environments and whole records in the cache. */
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
export const MATRIX = join(ROOT, 'matrix');
export const RECORDS = join(MATRIX, 'records');
export const CACHE = join(ROOT, '.cache', 'matrix');
