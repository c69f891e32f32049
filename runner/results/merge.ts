/**
 * Joins the shards of one run. The result is what the run would have been in one piece: every clause of the plan exactly
 * once, and a verdict made anew. Whatever does not fit together is refused by name, for a merged record must not say
 * more than its parts have seen.
 */
import type { Profile } from '../../spec';
import { testId } from '../../suites';
import { UsageError } from '../errors';
import { planRun, type Plan } from '../plan/selection';
import { specDigest } from './assemble';
import { KIT } from './kit';
import { RECORD_SCHEMA, type BaselineRecord, type DeclarationRecord, type RunRecord } from './record';
import { profileRecords, tally } from './tally';
import { isFalse, NOTHING_TESTED, verdictOf, type Judgement } from './verdict';
import { scopeOf } from './scope';

export interface NamedRecord {
  /** The file, for what is said about it. */
  readonly path: string;
  readonly record: RunRecord;
}
interface Part extends NamedRecord {
  readonly shard: { readonly index: number; readonly count: number };
}

/** @throws UsageError for records that are not the shards of one run, all of them, once each. */
export function mergeShards(records: readonly NamedRecord[]): RunRecord {
  const parts = records.map(asPart).sort((a, b) => a.shard.index - b.shard.index);
  const [first] = parts;
  if (first === undefined) throw new UsageError('there is nothing to merge', 'name the records of all shards');
  for (const part of parts) checkAlike(first, part);
  checkWhole(parts, first.shard.count);
  checkKit(first);
  const { shard: _, ...selection } = first.record.selection;
  const clauses = inOrder(parts, planRun(selection));
  const all = parts.map(({ record }) => record);
  const canaries = {
    run: sum(all.map((record) => record.canaries.run)),
    caught: sum(all.map((record) => record.canaries.caught)),
  };
  const faults = all.flatMap((record) => record.faults ?? []);
  const [repeats] = all.flatMap((record) => record.repeats ?? []).sort((a, b) => a.made - b.made);
  const declared = declarations(all);
  const profiles = profileRecords(
    clauses,
    (id) => !declared.has(id),
    (id) => declared.get(id),
  );
  const judged = interruption(parts) ?? verdictOf(clauses, canaries, profiles, faults);
  const baseline = baselineOf(parts);
  return {
    $schema: RECORD_SCHEMA,
    kit: first.record.kit,
    spec: first.record.spec,
    subject: first.record.subject,
    host: first.record.host,
    startedAt: all.map(({ startedAt }) => startedAt).sort()[0] ?? first.record.startedAt,
    durationMs: sum(all.map(({ durationMs }) => durationMs)),
    seed: first.record.seed,
    selection,
    verdict: judged.verdict,
    ...(judged.reason === undefined ? {} : { reason: judged.reason }),
    scope: scopeOf({ profiles, clauses }),
    summary: tally(clauses),
    assertions: sum(all.map(({ assertions }) => assertions)),
    canaries,
    profiles,
    clauses,
    ...(repeats === undefined ? {} : { repeats }),
    ...(faults.length === 0 ? {} : { faults }),
    ...(baseline === undefined ? {} : { baseline }),
    shards: parts.map(({ shard: { index }, record: { seed, startedAt, durationMs } }) => ({
      index,
      seed,
      startedAt,
      durationMs,
    })),
  };
}

function asPart({ path, record }: NamedRecord): Part {
  const { shard } = record.selection;
  if (shard === undefined)
    throw new UsageError(`${path} is not a shard`, 'merge what `loopcert run --shard i/n` wrote');
  return { path, record, shard };
}

function checkAlike(first: Part, other: Part): void {
  const facts: Readonly<Record<string, (record: RunRecord) => string>> = {
    subject: ({ subject }) => subject.name,
    'version of the subject': ({ subject }) => `${subject.title} ${subject.version}`,
    runtime: ({ subject }) => subject.runtime,
    platform: ({ host }) => `${host.platform} ${host.arch}`,
    'version of loopcert': ({ kit }) => kit.version,
    'text of the clauses': ({ spec }) => `digest ${spec.digest}`,
    contract: ({ spec }) => spec.contract,
    'number of shards': ({ selection }) => String(selection.shard?.count),
    selection: ({ selection: { shard: _, ...rest } }) => JSON.stringify(rest),
  };
  for (const [name, fact] of Object.entries(facts)) {
    const [a, b] = [fact(first.record), fact(other.record)];
    if (a === b) continue;
    throw new UsageError(
      `${first.path} and ${other.path} differ in the ${name}: ${a} and ${b}`,
      'merge the shards of one run',
    );
  }
}

/** Every shard once. */
function checkWhole(parts: readonly Part[], count: number): void {
  for (const [i, part] of parts.entries()) {
    const before = parts[i - 1];
    if (before?.shard.index !== part.shard.index) continue;
    throw new UsageError(
      `${before.path} and ${part.path} are both shard ${part.shard.index}/${count}`,
      'leave one out',
    );
  }
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter(
    (index) => !parts.some(({ shard }) => shard.index === index),
  );
  if (missing.length === 0) return;
  throw new UsageError(
    `missing: ${missing.map((index) => `shard ${index}/${count}`).join(', ')}`,
    `run them with --shard, and name all ${count} records`,
  );
}

/** What a whole run has in it, only the kit that made the shards knows. */
function checkKit({ path, record }: Part): void {
  if (record.kit.version !== KIT.version) {
    throw new UsageError(
      `${path} was written by loopcert ${record.kit.version}, this is ${KIT.version}`,
      'merge with that',
    );
  }
  if (record.spec.digest !== specDigest()) {
    throw new UsageError(
      `${path} was made with other clauses (digest ${record.spec.digest}, here ${specDigest()})`,
      'merge with the loopcert that ran the shards',
    );
  }
}

/** The clauses of the plan, in its order, each from the one shard that has it. */
function inOrder(parts: readonly Part[], plan: Plan): RunRecord['clauses'] {
  const remedy = 'run all shards with the same --durations, or all without';
  const homes = new Map<string, Part>();
  for (const part of parts) {
    for (const { id } of part.record.clauses) {
      const home = homes.get(id);
      if (home !== undefined) throw new UsageError(`${id} is in both ${home.path} and ${part.path}`, remedy);
      homes.set(id, part);
    }
  }
  const planned = new Set<string>(plan.clauses.map(({ id }) => id));
  for (const [id, { path }] of homes) {
    if (!planned.has(id)) throw new UsageError(`${path} has ${id}, which is not in the selection`, remedy);
  }
  return plan.clauses.map(({ id }) => {
    const home = homes.get(id);
    const clause = home?.record.clauses.find((other) => other.id === id);
    if (home === undefined || clause === undefined) throw new UsageError(`${id} is in none of the shards`, remedy);
    const tests = plan.tests.filter(({ test }) => test.clause === id).map((test) => test.id);
    const recorded = clause.tests.map(({ title }) => testId({ clause: id, title }));
    if (tests.join('\n') !== recorded.join('\n')) {
      throw new UsageError(`${home.path} has other tests of ${id}`, 'merge with the loopcert that ran the shards');
    }
    return clause;
  });
}

/** Each shard puts the declarations to the test; one that proves false anywhere is false. */
function declarations(records: readonly RunRecord[]): ReadonlyMap<Profile, DeclarationRecord> {
  const found = new Map<Profile, DeclarationRecord>();
  for (const { id, declaration } of records.flatMap(({ profiles }) => profiles)) {
    if (declaration === undefined || (found.has(id) && !isFalse(declaration))) continue;
    found.set(id, declaration);
  }
  return found;
}

/** A shard may have had nothing to test; any other reason for not being finished is one for the whole. */
function interruption(parts: readonly Part[]): Judgement | undefined {
  const part = parts.find(({ record }) => record.verdict === 'incomplete' && record.reason !== NOTHING_TESTED);
  if (part === undefined) return undefined;
  const { index, count } = part.shard;
  return { verdict: 'incomplete', reason: `shard ${index}/${count}: ${part.record.reason ?? 'not finished'}` };
}

/** Entries are about single clauses, so the comparisons add up, if all shards made the same one. */
function baselineOf(parts: readonly Part[]): BaselineRecord | undefined {
  const found = parts.map(({ record }) => record.baseline);
  const [first] = found;
  const odd = parts.find(({ record }) => record.baseline?.file !== first?.file);
  if (odd !== undefined) {
    throw new UsageError(
      `${parts[0]?.path ?? ''} and ${odd.path} were held against different baselines: ${first?.file ?? 'none'} and ${odd.record.baseline?.file ?? 'none'}`,
      'give the baseline to loopcert merge instead',
    );
  }
  if (first === undefined) return undefined;
  const joined = <K extends Exclude<keyof BaselineRecord, 'file' | 'flaky'>>(name: K): BaselineRecord[K] =>
    found.flatMap((baseline) => [...(baseline?.[name] ?? [])]) as unknown as BaselineRecord[K];
  return {
    file: first.file,
    known: joined('known'),
    unknown: joined('unknown'),
    passes: joined('passes'),
    expired: joined('expired'),
    ...(found.every((baseline) => baseline?.flaky === undefined)
      ? {}
      : {
          flaky: {
            listed: sum(found.map((baseline) => baseline?.flaky?.listed ?? 0)),
            failed: sum(found.map((baseline) => baseline?.flaky?.failed ?? 0)),
          },
        }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
