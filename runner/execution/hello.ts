/** What a subject says of itself, checked: it comes from the subject's author, and decides which tests apply. */
import { findClause, NEEDS, NEWEST_CONTRACT, OLDEST_CONTRACT, PROFILES, type Subject } from '../../spec';
import { traitsOf } from '../../suites';
import { suggestion, UsageError } from '../errors';
import { printable } from '../printable';
import type { SubjectSpec } from '../subjects/subject-spec';
import { isContract } from '../subjects/contract-version';
import type { Hello } from '../subjects/hello';
import { referenceLayer } from '../subjects/open-subject';

/** A scale beyond these is a mistake, or a way to never hang. */
const SCALES = [0.01, 100] as const;

const MOST_DIFFERENCES = 100;

export function helloOf(subject: Subject): Hello {
  const { timeScale = 1, kind = 'typescript', deviations = [] } = subject;
  if (typeof timeScale !== 'number' || !(timeScale >= SCALES[0] && timeScale <= SCALES[1])) {
    throw new UsageError(`timeScale is ${text(timeScale)}`, `give a number from ${SCALES[0]} to ${SCALES[1]}`);
  }
  const { contract, python, lacks, cannot } = traitsOf(subject);
  // A Python of tomorrow says its own version; what is declared is checked.
  if (!(kind === 'typescript' ? isContract(contract) : /^3\.\d+(\.\d+)*$/.test(contract))) {
    throw new UsageError(
      `contract is ${text(contract)}`,
      `give a version of Python from ${OLDEST_CONTRACT} to ${NEWEST_CONTRACT}`,
    );
  }
  if (kind === 'typescript') checkParts(subject.asyncio ?? {});
  return {
    title: text(subject.name),
    kind,
    version: text(subject.version ?? 'unknown'),
    runtime: text(subject.runtime ?? `node ${process.versions.node}`),
    timeScale,
    ...loopOf(subject),
    traits: {
      contract: text(contract) as typeof contract,
      python,
      lacks: reasons('lacks', 'profile', lacks, PROFILES),
      cannot: reasons('cannot', 'need', cannot, NEEDS),
    },
    deviations: [...deviations].map(({ clause, reason, link }) => {
      if (findClause(clause) === undefined) {
        throw new UsageError(`deviations name no clause "${text(clause)}"`, '`loopcert list clauses` shows them all');
      }
      return {
        clause,
        reason: reasonOf(`the deviation of ${clause}`, reason),
        ...(link === undefined ? {} : { link: text(link) }),
      };
    }),
  };
}

/** What is known of a subject before it is loaded. */
export function strangerOf(spec: SubjectSpec): Hello {
  const kind = spec.kind === 'cpython' ? 'python-embedded' : spec.kind === 'python' ? 'python-native' : 'typescript';
  return {
    title: spec.text,
    kind,
    version: 'unknown',
    runtime: 'unknown',
    timeScale: 1,
    traits: { contract: NEWEST_CONTRACT, python: kind !== 'typescript', lacks: {}, cannot: {} },
    deviations: [],
  };
}

function loopOf({ loop }: Subject): Pick<Hello, 'loop'> {
  if (loop === undefined) return {};
  const differs = [...loop.differs].slice(0, MOST_DIFFERENCES).map(text);
  return {
    loop: { class: text(loop.class), module: text(loop.module), own: loop.own && differs.length === 0, differs },
  };
}

function reasons(
  member: string,
  what: string,
  declared: Readonly<Record<string, unknown>>,
  known: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(declared).map(([name, reason]) => {
      if (!known.includes(name)) {
        throw new UsageError(
          `${member} names no ${what} "${text(name)}"`,
          suggestion(name, known, `there are ${known.join(', ')}`),
        );
      }
      return [name, reasonOf(`${member}.${name}`, reason)];
    }),
  );
}

/** A part that no suite asks for would be judged by nobody: it is a name misspelt, or one of another module. */
function checkParts(asyncio: object): void {
  const known = Object.keys(referenceLayer().asyncio);
  const unknown = Object.keys(asyncio).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(
    `asyncio has no part "${text(unknown)}"`,
    suggestion(
      unknown,
      known,
      `its parts are named in AsyncioModule of loopcert/spec, such as ${known.slice(0, 3).join(', ')}`,
    ),
  );
}

/** A report shows it to whoever asks why. */
function reasonOf(what: string, reason: unknown): string {
  if (typeof reason === 'string' && reason.trim() !== '') return text(reason);
  throw new UsageError(`${what} has no reason`, 'say in a sentence why it is so');
}

function text(value: unknown): string {
  return printable(String(value), 200) || 'not given';
}
