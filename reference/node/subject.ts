/** The reference as a subject of the suites. */
import { lacksNetwork, type Subject } from '../../spec';
import { asyncio } from './asyncio';
import { newEventLoop } from './new-event-loop';
import { socketsMissing } from '../sockets';
import { version } from './version';

const {
  dns: _dns,
  'net.tcp': _tcp,
  transport: _transport,
  protocol: _protocol,
  pipe: _pipe,
  subprocess: _subprocess,
  ...lacks
} = lacksNetwork('its servers and datagrams are not written yet');

const noSockets = socketsMissing();

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
    ...(noSockets === null ? {} : { socket: noSockets }),
    hangup: 'node says nothing of the reader of a pipe before the next write',
    bind: 'node binds and listens, or binds and connects, in one step',
  },
};
