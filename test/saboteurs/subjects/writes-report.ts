/** It writes a report of its own, in which all is well, over the one of the run. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lying, whenScheduling } from './support';

const out = process.env['SABOTEUR_OUT'] ?? '';

export const newEventLoop = whenScheduling(() => {
  for (const name of readdirSync(out)) writeFileSync(join(out, name), '{"verdict":"conformant","clauses":[]}');
}, lying);
