/** The reference as a subject of the suites. */
import { lacksNetwork, type Subject } from '../../spec';
import { asyncio } from './asyncio';
import { newEventLoop } from './new-event-loop';
import { version } from './version';

const {
  dns: _dns,
  'net.tcp': _tcp,
  'net.tls': _tls,
  transport: _transport,
  protocol: _protocol,
  ...lacks
} = lacksNetwork('its servers, datagrams, pipes and processes are not written yet');

/** The reference as a subject of the suites. */
export const subject: Subject = {
  name: 'reference',
  kind: 'typescript',
  version,
  runtime: `node ${process.versions.node}`,
  contract: '3.15',
  newEventLoop,
  asyncio,
  lacks,
  cannot: {
    socket: 'the kit has no sockets of its own yet',
    bind: 'node binds and listens, or binds and connects, in one step',
  },
};
