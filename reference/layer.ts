/** The reference as the runner sees it. */
import type { ReferenceLayer } from '../spec';
import { asyncio, subject } from '.';
import { NotImplementedError } from '../spec';
import { selectorMissing, selectorSubject } from './selector/subject';
import { socketsCannot } from './sockets/platform';

export const layer = {
  asyncio,
  subject,
  selector() {
    const reason = selectorMissing();
    if (reason !== null) throw new NotImplementedError(reason);
    return selectorSubject;
  },
  /** Found out when asked for: it takes koffi, which a loop without a network does without. */
  get cannot() {
    return socketsCannot();
  },
} satisfies ReferenceLayer;
