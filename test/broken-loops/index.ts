/** All broken loops, one file a chapter. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrokenLoop } from './broken-loop';

const NOT_A_CHAPTER = /^(index|broken-loop|attempt|faults)\.|\.test\.|\.d\.ts$|\.map$/;

/** Every file beside this one that is named after a chapter exports lists of broken loops. */
export const BROKEN_LOOPS: readonly BrokenLoop[] = readdirSync(__dirname)
  .filter((name) => /\.(js|ts)$/.test(name) && !NOT_A_CHAPTER.test(name))
  .sort()
  .flatMap((name) => Object.values(require(join(__dirname, name)) as Record<string, readonly BrokenLoop[]>).flat());

export type { BrokenLoop };
