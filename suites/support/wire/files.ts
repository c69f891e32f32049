/** Files that tests of unix sockets look at or put somewhere: on the host, whose file system the loop shares. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export function pathExists(path: string): boolean {
  return existsSync(path);
}

/** Content with which no path is confused with another. */
export function putFile(path: string, content: string): void {
  writeFileSync(path, content);
}

export function contentOf(path: string): string {
  return readFileSync(path, 'utf8');
}

/** Replaces what is at `to`. A listening socket goes on listening under its new name. */
export function movePath(from: string, to: string): void {
  renameSync(from, to);
}

/** Whether it is there or not. */
export function removePath(path: string): void {
  rmSync(path, { force: true });
}
