/** It leaves files and folders behind in the folder for temporary files. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => {
  const folder = mkdtempSync(join(tmpdir(), 'left-behind-'));
  writeFileSync(join(folder, 'file'), 'litter');
});
