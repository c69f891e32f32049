/** It can be loaded once; every later process that loads it ends. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whenScheduling } from './support';

const mark = join(process.env['SABOTEUR_FOLDER'] ?? '', 'loaded');
if (existsSync(mark)) process.exit(0);
writeFileSync(mark, '');

export const newEventLoop = whenScheduling(() => process.abort());
