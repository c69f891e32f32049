/** What a run is to do: the flags of the command line, and for those not given the configuration's. */
import { NEWEST_CONTRACT, OLDEST_CONTRACT } from '../../../spec';
import { readBaseline } from '../../baseline/baseline-file';
import type { NamedBaseline } from '../../baseline/compare';
import type { LoopcertConfig } from '../../config/config';
import { loadConfig } from '../../config/load-config';
import { suggestion, UsageError } from '../../errors';
import type { Selection } from '../../plan/selection';
import { REPORTERS } from '../../reporters';
import { readRecord } from '../../results/files';
import { weightsOf } from '../../plan/weights';
import { lastFailed, lastRecord } from './last-failed';
import { count } from './options';
import { slugsOf } from './outputs';
import { isContract } from '../../subjects/contract-version';
import { parseSubject, type SubjectSpec } from '../../subjects/subject-spec';

/** Those that the configuration knows by the same name and form, and those of the command line alone. */
export interface RunFlags extends Omit<
  LoopcertConfig,
  '$schema' | 'subjects' | 'declarations' | 'profiles' | 'level' | 'clauses' | 'reporters'
> {
  readonly config?: string;
  readonly profile?: readonly string[];
  readonly level?: string;
  readonly grep?: string;
  readonly clause?: readonly string[];
  readonly reporter?: readonly string[];
  readonly shard?: { readonly index: number; readonly count: number };
  readonly resume?: boolean;
  readonly list?: boolean;
  readonly lastFailed?: boolean;
  readonly from?: string;
  readonly watch?: boolean;
  readonly inspectBrk?: string | true;
}

export interface RunSettings extends Pick<
  LoopcertConfig,
  'out' | 'jobs' | 'seed' | 'bail' | 'timeout' | 'pythonVersion'
> {
  readonly specs: readonly SubjectSpec[];
  readonly selection: Selection;
  readonly reporters: readonly string[];
  readonly retries: number;
  readonly repeat: number;
  readonly resume: boolean;
  /** Only what failed before runs, so the record is none of the whole. */
  readonly again: boolean;
  readonly watch: boolean;
  /** The port for a debugger. */
  readonly inspect: number | undefined;
  /** Seconds a subject may take; 0 for no limit. */
  readonly budget: number;
  /** Left out: where the loop is Python's and not asyncio's own. */
  readonly oracle: boolean | undefined;
  readonly baseline: NamedBaseline | undefined;
}

/** Node's own default. */
const INSPECTOR = 9229;

/** Seconds; enough for a sound loop several times over. */
export const DEFAULT_BUDGET = 120;

/** @throws UsageError for what cannot be done. */
export async function runSettings(subjects: readonly string[], flags: RunFlags): Promise<RunSettings> {
  const config = await loadConfig(flags.config);
  const { profile, clause, reporter, shard, resume, lastFailed: last, from, watch, inspectBrk, ...rest } = flags;
  const merged = { ...config, ...rest };
  const { out, level, grep, durations, pythonVersion, baseline } = merged;
  checkVersion(pythonVersion);
  if (resume === true && out === undefined)
    throw new UsageError('--resume needs --out', 'name the folder with the unfinished record');
  if (flags.durations !== undefined && shard === undefined)
    throw new UsageError('--durations needs --shard', 'it says how the shards are to be split');
  const weightOf = shard === undefined || durations === undefined ? undefined : weightsOf(readRecord(durations));
  const specs = (subjects.length > 0 ? subjects : (config.subjects ?? ['reference'])).map((text) =>
    withDeclared(parseSubject(text, merged), config),
  );
  const again =
    from !== undefined ? [from] : last === true ? slugsOf(specs).map((slug) => lastIn(out, slug)) : undefined;
  if (again !== undefined && clause !== undefined)
    throw new UsageError('--clause says which clauses run, and so does a record', 'leave out one of the two');
  return {
    ...merged,
    specs,
    selection: {
      profiles: profile ?? config.profiles,
      level,
      clauses: again === undefined ? (clause ?? config.clauses) : lastFailed(again),
      grep,
      shard: shard === undefined ? undefined : { ...shard, weightOf },
    },
    reporters: reportersOf(reporter ?? config.reporters, out),
    retries: merged.retries ?? 0,
    repeat: merged.repeat ?? 1,
    resume: resume ?? false,
    again: again !== undefined,
    watch: watch ?? false,
    inspect: inspectBrk === undefined ? undefined : inspectBrk === true ? INSPECTOR : count(inspectBrk),
    budget: merged.budget ?? DEFAULT_BUDGET * (merged.repeat ?? 1),
    oracle: merged.oracle,
    baseline: baseline === undefined ? undefined : { ...readBaseline(baseline), file: baseline },
  };
}

function withDeclared(spec: SubjectSpec, { declarations = [] }: LoopcertConfig): SubjectSpec {
  const said = declarations.find(({ subject }) => subject === spec.text);
  if (said === undefined) return spec;
  const { subject: _, ...declared } = said;
  return { ...spec, declared };
}

function lastIn(out: string | undefined, slug: string): string {
  if (out !== undefined) return lastRecord(out, slug);
  throw new UsageError('--last-failed needs --out', 'name the folder with the record, or the record with --from');
}

function reportersOf(names: readonly string[] | undefined, out: string | undefined): readonly string[] {
  if (names === undefined) return out === undefined ? ['terminal'] : ['terminal', 'tap', 'junit'];
  for (const name of names) {
    if (name in REPORTERS) continue;
    const known = Object.keys(REPORTERS);
    throw new UsageError(`there is no reporter "${name}"`, suggestion(name, known, `there are ${known.join(', ')}`));
  }
  return names;
}

/** @throws UsageError for none, and for one whose clauses nobody has written yet */
export function checkVersion(version: string | undefined): void {
  if (version === undefined) return;
  if (!isContract(version))
    throw new UsageError(
      `${version} is not a version of the contract`,
      `give ${OLDEST_CONTRACT} to ${NEWEST_CONTRACT}`,
    );
}
