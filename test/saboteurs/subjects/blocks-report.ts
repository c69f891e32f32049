/** It puts a folder in the place of the report. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { whenScheduling } from './support';

const out = process.env['SABOTEUR_OUT'] ?? '';

export const newEventLoop = whenScheduling(() => {
  for (const name of readdirSync(out)) {
    if (statSync(join(out, name)).isDirectory()) continue;
    rmSync(join(out, name));
    mkdirSync(join(out, name, 'in-the-way'), { recursive: true });
  }
});
