/** It lies in about every other process. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lying, sound } from './support';

const mark = join(process.env['SABOTEUR_FOLDER'] ?? '', 'turn');
const turn = existsSync(mark) ? Number(readFileSync(mark, 'utf8')) : 0;
let made = 0;

/** Two loops a process are for whoever looks at the factory. */
export const newEventLoop = () => {
  made += 1;
  if (made <= 2) return sound();
  writeFileSync(mark, String(turn + made));
  return (turn + made) % 2 === 0 ? lying() : sound();
};
