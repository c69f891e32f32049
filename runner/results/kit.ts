/** Name and version of this package. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const { name, version } = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as {
  readonly name: string;
  readonly version: string;
};
export const KIT = { name, version } as const;
