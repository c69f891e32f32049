/** The reference as the runner sees it. */
import type { ReferenceLayer } from '../spec';
import { asyncio, subject } from '.';
import { NotImplementedError } from '../spec';
import { selectorMissing, selectorSubject } from './selector/subject';
import { socketsMissing } from './sockets';

const noSockets = socketsMissing();

export const layer = {
  asyncio,
  subject,
  selector() {
    const reason = selectorMissing();
    if (reason !== null) throw new NotImplementedError(reason);
    return selectorSubject;
  },
  cannot: (noSockets === null ? {} : { socket: noSockets }) as ReferenceLayer['cannot'],
} satisfies ReferenceLayer;
