/** Versions of the contract are Python's. */
import type { Clause, ContractVersion } from './clause';

/** The newest version of Python whose contract the clauses state. */
export const NEWEST_CONTRACT: ContractVersion = '3.15';
/** The oldest one. */
export const OLDEST_CONTRACT: ContractVersion = '3.8';

/** Negative when `a` is older than `b`; a missing patch number counts as 0. */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether `clause` binds loops of contract version `version`. */
export function appliesTo(clause: Pick<Clause, 'since' | 'until'>, version: string): boolean {
  if (compareVersions(version, clause.since) < 0) return false;
  return clause.until === undefined || compareVersions(version, clause.until) < 0;
}
