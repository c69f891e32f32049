/** The reference as a subject of the suites. */
import { lacksNetwork, type Subject } from '../../spec';
import { asyncio } from './asyncio';
import { newEventLoop } from './new-event-loop';
import { version } from './version';

const { dns: _has, ...lacks } = lacksNetwork('its connections, servers and processes are not written yet');

export const subject: Subject = {
  name: 'reference',
  kind: 'typescript',
  version,
  runtime: `node ${process.versions.node}`,
  contract: '3.15',
  newEventLoop,
  asyncio,
  lacks,
};
