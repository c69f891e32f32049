/** The loops of the reference on which mutants are tried, and which tests tell something about the network on them. */
import type { AsyncioModule, Subject } from '../../spec';
import { findClause, NETWORK_PROFILES, type Profile } from '../../spec';
import type { TestCase } from '../../suites';
import { join } from 'node:path';

/** NodeEventLoop, and SelectorEventLoop where there are sockets. */
export const LOOPS = ['reference', 'selector'] as const;
export type LoopName = (typeof LOOPS)[number];
/** Where a test runs: on one of the loops, or on parts of the reference by themselves. */
export type Place = LoopName | 'parts';

export interface Loop {
  readonly subject: Subject;
  readonly asyncio: AsyncioModule;
}

export type Loops = (name: LoopName) => Loop;

/** Loads the reference, if it is not loaded yet. `root` is the folder of the compiled layers. */
export function loopsOf(root: string): Loops {
  const { layer } = require(join(root, 'reference', 'layer.js')) as typeof import('../../reference/layer');
  return (name) => {
    const subject = name === 'selector' ? layer.selector() : layer.subject;
    return { subject, asyncio: { ...layer.asyncio, ...subject.asyncio } };
  };
}

export function openLoop(root: string, name: LoopName): Loop {
  return loopsOf(root)(name);
}

/** Chapters of the core in which the loop asks its host for events, or calls the network's methods and hooks. */
const CHAPTERS: ReadonlySet<string> = new Set([
  'running',
  'closing',
  'iteration',
  'timers',
  'threads',
  'signals',
  'errors',
  'debug',
  'context',
  'extension',
  'abstract',
]);

/** Whether the test is one of those that mutants of the network are tried against. */
export function reachesHost({ clause }: Pick<TestCase, 'clause'>): boolean {
  return isOfNetwork({ clause }) || CHAPTERS.has(clause.slice(0, clause.indexOf('.')));
}

export function isOfNetwork({ clause }: Pick<TestCase, 'clause'>): boolean {
  const profile = findClause(clause)?.profile;
  return profile !== undefined && (NETWORK_PROFILES as readonly Profile[]).includes(profile);
}
