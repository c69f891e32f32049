/** The reference as a subject of the suites. */
import type { Subject } from '../../spec';
import { asyncio } from './asyncio';
import { newEventLoop } from './new-event-loop';
import { version } from './version';

export const subject: Subject = {
  name: 'reference',
  kind: 'typescript',
  version,
  runtime: `node ${process.versions.node}`,
  contract: '3.14',
  newEventLoop,
  asyncio,
};
