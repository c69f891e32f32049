/**
 * Splits clauses into shards of about the same duration: the longest first, each to the shard that has least to do. The
 * same clauses and weights give the same split in every process, so that shards need not speak to one another.
 */
import type { WeightOf } from './weights';

export function splitClauses(
  ids: readonly string[],
  count: number,
  weightOf: WeightOf,
): readonly ReadonlySet<string>[] {
  const shards = Array.from({ length: count }, () => ({ load: 0, ids: new Set<string>() }));
  const byWeight = ids
    .map((id) => ({ id, weight: weightOf(id) }))
    .sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1));
  for (const { id, weight } of byWeight) {
    const least = shards.reduce((best, shard) => (shard.load < best.load ? shard : best));
    least.load += weight;
    least.ids.add(id);
  }
  return shards.map((shard) => shard.ids);
}
