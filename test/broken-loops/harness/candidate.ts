/** The loops that an attempt is made on, and the module that goes with each. */
import { openNative } from '../../../bridge';
import { asyncio as referenceAsyncio, subject as referenceSubject } from '../../../reference';
import { layer } from '../../../reference/layer';
import { findClause, type AsyncioModule, type ClauseId, type Subject } from '../../../spec';
import type { BrokenLoop } from '../broken-loop';

export interface Candidate {
  readonly subject: Subject;
  readonly asyncio: AsyncioModule;
  /** Mends what the fault broke beside the loop. */
  readonly mend?: () => void;
}

export async function openBroken(broken: BrokenLoop, python: string | undefined): Promise<Candidate> {
  if (broken.python !== undefined && python !== undefined) return inPython(broken, broken.python, python);
  const parts: Partial<AsyncioModule> =
    typeof broken.asyncio === 'function' ? broken.asyncio() : (broken.asyncio ?? {});
  const newEventLoop = broken.make ?? ((): ReturnType<Subject['newEventLoop']> => referenceSubject.newEventLoop());
  const subject = { name: broken.fault, newEventLoop, asyncio: parts };
  const mend = broken.patch?.();
  return { subject, asyncio: { ...referenceAsyncio, ...parts }, ...(mend === undefined ? {} : { mend }) };
}

const sound = new Map<string, Candidate>();

/** A loop of the kit that claims the clause's profile, or the loop of an interpreter, which is started once. */
export async function openSound(python: string | undefined, clause: ClauseId): Promise<Candidate> {
  if (python === undefined) {
    const profile = findClause(clause)?.profile;
    const lacking = profile !== undefined && referenceSubject.lacks?.[profile] !== undefined;
    const subject = lacking && layer.cannot.socket === undefined ? layer.selector() : referenceSubject;
    return { subject, asyncio: { ...referenceAsyncio, ...subject.asyncio } };
  }
  const known = sound.get(python);
  if (known !== undefined) return known;
  const subject = await openNative({ python, module: 'asyncio', factory: 'SelectorEventLoop' });
  const candidate = { subject, asyncio: subject.asyncio as AsyncioModule };
  sound.set(python, candidate);
  return candidate;
}

/** An interpreter of its own: the fault may lie in the module, and outlives the loop. */
async function inPython(broken: BrokenLoop, source: string, python: string): Promise<Candidate> {
  const intact = await openNative({ python, module: 'asyncio', factory: 'SelectorEventLoop' });
  const subject = Object.create(intact, {
    name: { value: broken.fault },
    newEventLoop: {
      value: async () => {
        const loop = await intact.newEventLoop();
        intact.python?.exec(source, { loop });
        return loop;
      },
    },
  }) as Subject;
  return { subject, asyncio: intact.asyncio as AsyncioModule };
}
