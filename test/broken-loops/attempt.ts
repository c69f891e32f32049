/**
 * Runs the tests of the clause that a broken loop breaks, on that loop, in a process of its own: a fault may leave the
 * module's state, or the whole process, in ruins.
 */
import { findPythons, type FoundPython } from '../../bridge';
import { appliesTo, compareVersions, findClause, NEWEST_CONTRACT, OLDEST_CONTRACT, type ClauseId } from '../../spec';
import { layer } from '../../reference/layer';
import { deviationsFrom } from '../../runner/subjects/deviations';
import type { BrokenLoop } from './broken-loop';
import { ChildPool } from './harness/child-pool';
import { BROKEN_LOOPS } from '.';

export interface Attempt {
  /** How many tests of the clause apply. */
  readonly tests: number;
  /** The first failure, if any test failed. */
  readonly failure?: Error;
  /** How the failure showed, other than by an error. */
  readonly ended?: 'hang' | 'crash';
  /** Why there was no attempt: the machine lacks what it takes. */
  readonly skipped?: string;
}

/** Seconds after which a loop that is to hang counts as hanging, and any other. */
const PATIENCE = { hangs: 2, other: 20 };

const pool = new ChildPool(2);
/** Whoever waits in vain keeps no processor busy, and so none of the others waiting. */
const waitingPool = new ChildPool(2);
let pythons: Promise<readonly FoundPython[]> | undefined;

/** @param broken one of BROKEN_LOOPS: another process finds it by its place there. */
export async function attempt(broken: BrokenLoop): Promise<Attempt> {
  const index = BROKEN_LOOPS.indexOf(broken);
  if (index < 0) throw new Error(`not in the list of broken loops: ${broken.fault}`);
  const noSockets = layer.cannot.socket;
  if (broken.needsSockets === true && noSockets !== undefined) return { tests: 0, skipped: noSockets };
  const patience = broken.hangs === true ? PATIENCE.hangs : PATIENCE.other;
  const children = broken.hangs === true ? waitingPool : pool;
  if (broken.python === undefined) return children.run({ index, clause: broken.breaks, patience });
  const python = await pythonFor(broken.breaks);
  if (python === undefined) return { tests: 0, skipped: `no interpreter of a version that ${broken.breaks} binds` };
  return children.run({ index, clause: broken.breaks, patience, python });
}

/** What is said when code stumbles over a value that it did not expect. */
const UNREADABLE =
  /^(Cannot read properties|\S+ is not a function|'NoneType' object has no|LookupError: IndexError|\w+: (Syntax|Indentation|Name)Error)/;

/** Why the attempt does not count as catching the broken loop, if it does not. */
export function whyNotCaught(broken: BrokenLoop, { tests, failure, ended, skipped }: Attempt): string | undefined {
  if (skipped !== undefined) return skipped;
  if (tests === 0) return `no test of the clause was run: ${failure?.message ?? 'none applies'}`;
  if (failure === undefined) return 'the broken loop passed';
  const { message } = failure;
  if (broken.hangs === true) return ended === 'hang' ? undefined : `it did not hang, as it is said to: ${message}`;
  // A test that waits in vain by accident has shown nothing about its clause.
  if (ended !== undefined) return `it was caught by a ${ended} alone: ${message}`;
  if (UNREADABLE.test(message)) return `the message is not readable: ${message}`;
  if (broken.message?.test(message) === false) return `the message is another: ${message}`;
  return undefined;
}

/** The tests of the clause on the sound loop: the reference, or CPython's own where only a Python loop can break it. */
export async function attemptSound(clause: ClauseId, onPython: boolean): Promise<Attempt> {
  if (!onPython) return pool.run({ index: null, clause, patience: PATIENCE.other });
  const python = await pythonFor(clause);
  if (python === undefined) return { tests: 0, skipped: `no interpreter of a version that ${clause} binds` };
  return pool.run({ index: null, clause, patience: PATIENCE.other, python });
}

/** The newest interpreter of this machine that the clause binds, and that is not known to break it by itself. */
async function pythonFor(id: ClauseId): Promise<string | undefined> {
  pythons ??= findPythons();
  const clause = findClause(id);
  const fits = (await pythons).filter(({ version, implementation }) => {
    const contract = version.split('.').slice(0, 2).join('.');
    const known = compareVersions(contract, OLDEST_CONTRACT) >= 0 && compareVersions(contract, NEWEST_CONTRACT) <= 0;
    return known && implementation === 'CPython' && clause !== undefined && appliesTo(clause, contract);
  });
  const faults = deviationsFrom(id).filter(({ subject }) => subject === 'python:asyncio');
  const isFaulty = ({ version }: FoundPython): boolean =>
    faults.some(
      ({ since = version, until }) =>
        compareVersions(version, since) >= 0 && (until === undefined || compareVersions(version, until) < 0),
    );
  return fits.filter((python) => !isFaulty(python)).at(-1)?.path;
}
