/** The reference as a subject of the suites. */
import { lacksNetwork, type Subject } from '../../spec';
import { asyncio } from './asyncio';
import { newEventLoop } from './new-event-loop';
import { socketsMissing } from '../sockets';
import { version } from './version';

const {
  dns: _dns,
  server: _server,
  sendfile: _sendfile,
  'net.udp': _udp,
  'net.tcp': _tcp,
  'net.unix': _unix,
  'net.tls': _tls,
  transport: _transport,
  protocol: _protocol,
  pipe: _pipe,
  subprocess: _subprocess,
  ...lacks
} = lacksNetwork('node has no readiness for descriptors');

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
    bind: 'node binds and listens, or binds and connects, in one step',
    reuse_port: 'node has had no such option for long',
    abstract_unix: 'node fills abstract names up with zeros, so that other programs do not find them',
    unix_dgram: 'node has no unix datagram sockets',
    hangup: 'node tells a writer nothing before it writes',
  },
};
