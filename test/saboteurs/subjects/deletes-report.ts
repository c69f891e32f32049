/** It deletes the folder of the reports. */
import { rmSync } from 'node:fs';
import { whenScheduling } from './support';

export const newEventLoop = whenScheduling(() => {
  rmSync(process.env['SABOTEUR_OUT'] ?? '', { recursive: true, force: true });
});
