/** Loads a subject. Runs in workers only: what it loads is not to be trusted. */
import { join, relative } from 'node:path';
import type { AbstractEventLoop, AsyncioModule, BridgeLayer, Declaration, ReferenceLayer, Subject } from '../../spec';
import { UsageError } from '../errors';
import { importModule, LAYERS, type Exports } from './load-module';
import type { SubjectSpec } from './subject-spec';
import { isTypeScript } from './typescript/package-type';
import { registerTypeScript } from './typescript/register';

export interface OpenSubject {
  readonly subject: Subject;
  /** The module that goes with it: its own parts, and the reference's for what it leaves out. */
  readonly asyncio: AsyncioModule;
}

/** A subject may change its working directory. */
const HERE = process.cwd();

/** The door of a layer: loaded by path, since the runner may not import it. */
function door<Layer>(name: 'reference' | 'bridge'): Layer {
  return (require(join(LAYERS, name, 'layer')) as { readonly layer: Layer }).layer;
}

export function referenceLayer(): ReferenceLayer {
  return door('reference');
}

export function bridgeLayer(): BridgeLayer {
  return door('bridge');
}

export async function openSubject(spec: SubjectSpec): Promise<OpenSubject> {
  const opened = await openAlone(spec);
  const { declared } = spec;
  return declared === undefined ? opened : { ...opened, subject: withDeclared(opened.subject, declared) };
}

/** What is declared is laid over the subject, whose members may be getters: its process may be another later. */
function withDeclared(subject: Subject, declared: Declaration): Subject {
  const { lacks, cannot, deviations, ...rest } = declared;
  const members: Partial<Subject> = {
    ...rest,
    lacks: { ...subject.lacks, ...lacks },
    cannot: { ...subject.cannot, ...cannot },
    deviations: [...(deviations ?? []), ...(subject.deviations ?? [])],
  };
  const own = Object.getOwnPropertyDescriptors(members);
  return Object.create(subject, own) as Subject;
}

async function openAlone(spec: SubjectSpec): Promise<OpenSubject> {
  const reference = referenceLayer();
  if (spec.kind === 'reference') return { subject: reference.subject, asyncio: reference.asyncio };
  if (spec.kind === 'selector') {
    const subject = selectorOf(reference);
    return { subject, asyncio: { ...reference.asyncio, ...subject.asyncio } };
  }
  if (spec.kind === 'module') {
    const subject = await loadModule(spec.path, spec.export);
    const cannot = { ...(subject.asyncio?.sockets === undefined ? reference.cannot : {}), ...subject.cannot };
    return { subject: { ...subject, cannot }, asyncio: { ...reference.asyncio, ...subject.asyncio } };
  }
  const bridge = bridgeLayer();
  const subject = spec.kind === 'cpython' ? await bridge.openEmbedded() : await bridge.openNative(spec);
  return { subject, asyncio: subject.asyncio as AsyncioModule };
}

/** @throws UsageError where it cannot be had. */
function selectorOf(reference: ReferenceLayer): Subject {
  try {
    return reference.selector();
  } catch (error) {
    throw new UsageError((error as Error).message, 'the subject "reference" needs no descriptors');
  }
}

/** Loads what opening `spec` takes, save the subject itself: afterwards nothing of the kit's may change any more. */
export function prepare(spec: SubjectSpec): void {
  referenceLayer();
  if (spec.kind === 'cpython' || spec.kind === 'python') bridgeLayer();
  if (spec.kind === 'module' && isTypeScript(spec.path)) registerTypeScript(spec.path);
}

async function loadModule(path: string, wanted: string | undefined): Promise<Subject> {
  return findSubject(await importModule(path), path, wanted);
}

/** The subject that a module exports. @throws UsageError when there is none. */
export function findSubject(exports: Exports, path: string, wanted: string | undefined): Subject {
  const offered = Object.keys(exports).filter((name) => name !== '__esModule');
  const inner = exports['default'] as Exports | undefined;
  const value =
    wanted === undefined
      ? (pick(exports) ?? (inner === undefined ? undefined : pick(inner)))
      : (exports[wanted] ?? inner?.[wanted]);
  if (value === undefined) {
    throw new UsageError(
      wanted === undefined ? `${path} exports no factory` : `${path} has no export "${wanted}"`,
      `export a function that returns a new loop, or a Subject, as default or as newEventLoop; it exports ${offered.join(', ') || 'nothing'}`,
    );
  }
  return asSubject(value, path, wanted);
}

function pick(exports: Readonly<Record<string, unknown>>): unknown {
  return [exports['default'], exports['subject'], exports['newEventLoop']].find(
    (value) => typeof value === 'function' || isSubject(value),
  );
}

function isSubject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('newEventLoop' in value || 'asyncio' in value);
}

function asSubject(value: unknown, path: string, wanted: string | undefined): Subject {
  return subjectOf(value, relative(HERE, path) + (wanted === undefined ? '' : `#${wanted}`));
}

/** A factory, a Subject, or parts of a module that run on the reference's loops. @throws UsageError for anything else */
export function subjectOf(value: unknown, name: string): Subject {
  if (typeof value === 'function') return { name, newEventLoop: value as () => AbstractEventLoop };
  if (isSubject(value)) {
    const subject = value as Partial<Subject>;
    const named = { ...subject, name: subject.name ?? name };
    if (subject.newEventLoop !== undefined) return { ...named, newEventLoop: subject.newEventLoop.bind(subject) };
    // Parts run on the reference's loop, and have what that loop has, no more.
    const { lacks, cannot } = referenceLayer().subject;
    return {
      ...named,
      newEventLoop: () => loopOfParts(subject.asyncio ?? {}),
      lacks: { ...lacks, ...subject.lacks },
      cannot: { ...cannot, ...subject.cannot },
    };
  }
  throw new UsageError(`${name} is a ${typeof value}`, 'export a function that returns a new loop, or a Subject');
}

/** The reference's loop, which makes the futures and tasks that a subject brings where it would make its own. */
function loopOfParts({ Future, Task }: Partial<AsyncioModule>): AbstractEventLoop {
  const loop = referenceLayer().asyncio.newEventLoop();
  if (Future !== undefined) loop.createFuture = () => new Future({ loop }) as never;
  if (Task !== undefined) {
    const createTask = loop.createTask.bind(loop);
    loop.createTask = (coro, options) =>
      loop.getTaskFactory() === null && !loop.isClosed()
        ? new Task(coro, { ...options, loop })
        : createTask(coro, options);
  }
  return loop;
}
