/** The number that stands for a file: itself, or what its fileno() says. */
import { ValueError } from '../../spec';
import type { FileDescriptorLike } from '../../spec';
import { repr } from '../python/repr';

/** @throws ValueError for what has none, and for a negative one: that of a file which is closed. */
export function descriptorOf(fileobj: FileDescriptorLike): number {
  const fd = numberOf(fileobj);
  if (fd < 0) throw new ValueError(`Invalid file descriptor: ${String(fd)}`);
  return fd;
}

/** Like {@link descriptorOf}, and lets negative ones pass: nothing is watched under them. */
export function numberOf(fileobj: FileDescriptorLike): number {
  const fd: unknown =
    typeof fileobj === 'number' ? fileobj : (fileobj as Partial<{ fileno(): number }> | null)?.fileno?.();
  if (!Number.isInteger(fd)) throw new ValueError(`Invalid file object: ${repr(fileobj)}`);
  return fd as number;
}
