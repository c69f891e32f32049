/** Whether a test applies to a subject, and if not, why. */
import {
  appliesTo,
  findClause,
  NETWORK_PROFILES,
  NEWEST_CONTRACT,
  type ContractVersion,
  type Subject,
} from '../../spec';
import { pythonLacks } from './python-platform';
import type { TestCase } from './suite';
import { platformLacks, wireRuns } from './wire/wire';

/** Whether a test says anything about a subject, and if not, why. */
export type Applicability =
  | { readonly applies: true }
  /** `declared`: the subject says that it lacks this; everything else follows from version, language or platform. */
  | {
      readonly applies: false;
      readonly kind: 'version' | 'language' | 'platform' | 'declared';
      readonly reason: string;
    };

/** The facts about a subject that decide which tests apply; plain data, so that it can cross process boundaries. */
export interface SubjectTraits {
  readonly contract: ContractVersion;
  readonly python: boolean;
  readonly lacks: Readonly<Record<string, string>>;
  readonly cannot: Readonly<Record<string, string>>;
}

/** What decides which tests apply to `subject`. */
export function traitsOf(subject: Subject): SubjectTraits {
  return {
    contract: subject.contract ?? NEWEST_CONTRACT,
    python: subject.python !== undefined,
    lacks: { ...subject.lacks },
    cannot: { ...platformCannot(), ...pythonCannot(subject), ...withoutProfiles(subject), ...subject.cannot },
  };
}

/** Whether it offers any part of the network. */
export function claimsNetwork({ lacks }: Pick<Subject, 'lacks'>): boolean {
  return NETWORK_PROFILES.some((profile) => lacks?.[profile] === undefined);
}

/** What tests of other chapters need of a profile, too. */
const NEEDED_OF = [
  ['fd', 'fd'],
  ['net.tls', 'tls'],
] as const;

/** A loop that does not claim to watch descriptors, or to speak TLS, cannot be asked for that in other chapters either. */
function withoutProfiles({ lacks }: Subject): Record<string, string> {
  const cannot: Record<string, string> = {};
  for (const [profile, need] of NEEDED_OF) {
    const reason = lacks?.[profile];
    if (reason !== undefined) cannot[need] = `the subject declares no ${profile} profile: ${reason}`;
  }
  return cannot;
}

/** What follows from the system's name, and what was tried. */
function platformCannot(): Readonly<Record<string, string>> {
  const { platform } = process;
  const why = `the platform is ${platform}`;
  const onWindows = platform === 'win32' ? { unix: why, signal: why, fork: why, fifo: why, pty: why } : {};
  return { ...(platform === 'linux' ? {} : { linux: why }), ...onWindows, ...platformLacks() };
}

/** Asked where tests of the network may follow, as the wire is started for these alone. */
function pythonCannot(subject: Subject): Readonly<Record<string, string>> {
  const { python } = subject;
  return python === undefined || !wireRuns() || !claimsNetwork(subject) ? {} : pythonLacks(python);
}

/** Whether `test` says anything about a subject of these traits. */
export function applicability(test: TestCase, traits: SubjectTraits): Applicability {
  const clause = findClause(test.clause);
  if (clause === undefined) throw new Error(`unknown clause ${test.clause}`);
  if (!appliesTo(clause, traits.contract)) {
    const range = clause.until === undefined ? `since ${clause.since}` : `from ${clause.since} until ${clause.until}`;
    return { applies: false, kind: 'version', reason: `holds ${range}; the subject follows ${traits.contract}` };
  }
  if (clause.pythonOnly !== undefined && !traits.python) {
    return { applies: false, kind: 'language', reason: `Python only: ${clause.pythonOnly}` };
  }
  if (test.options.on !== undefined && (test.options.on === 'python') !== traits.python) {
    return { applies: false, kind: 'language', reason: `observes ${test.options.on} subjects only` };
  }
  const lacking = traits.lacks[clause.profile];
  if (lacking !== undefined) {
    return {
      applies: false,
      kind: 'declared',
      reason: `the subject declares no ${clause.profile} profile: ${lacking}`,
    };
  }
  for (const need of [...(clause.needs ?? []), ...(test.options.needs ?? [])]) {
    const reason = traits.cannot[need];
    if (reason !== undefined) return { applies: false, kind: 'platform', reason: `needs ${need}: ${reason}` };
  }
  return { applies: true };
}
