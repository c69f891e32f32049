/**
 * The digest of what a record says: of its members in the order of their names, so that a record which was only laid out
 * anew keeps it. It shows that a record was changed by accident or by hand; it is no signature of whoever made it.
 */
import { createHash } from 'node:crypto';
import type { RunRecord } from './record';

/** `sha256:` and 64 hexadecimal digits. */
export function digestOf({ digest: _, ...content }: RunRecord): string {
  return `sha256:${createHash('sha256').update(canonical(content)).digest('hex')}`;
}

/** The record with the digest of what it says now. */
export function withDigest({ digest: _, ...content }: RunRecord): RunRecord {
  return { ...content, digest: digestOf(content) };
}

/** JSON without white space, members sorted by name; what is undefined is left out, as JSON does. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
