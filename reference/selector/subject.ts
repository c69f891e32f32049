/** SelectorEventLoop as a subject of the suites. */
import { lacksNetwork, type Subject } from '../../spec';
import { asyncio } from '../node/asyncio';
import { version } from '../node/version';
import { socketsMissing } from '../sockets';
import { SelectorEventLoop } from './selector-event-loop';

const {
  dns: _dns,
  fd: _fd,
  sock: _sock,
  'net.tcp': _tcp,
  'net.udp': _udp,
  'net.unix': _unix,
  server: _server,
  'net.tls': _tls,
  transport: _transport,
  protocol: _protocol,
  pipe: _pipe,
  subprocess: _subprocess,
  ...lacks
} = lacksNetwork('it is not written yet');

const newEventLoop = (): SelectorEventLoop => new SelectorEventLoop();

/** Why there is no such subject here, or `null`. */
export function selectorMissing(): string | null {
  const reason = socketsMissing();
  return reason?.startsWith('koffi') ? 'SelectorEventLoop needs koffi: npm install koffi' : reason;
}

export const selectorSubject: Subject = {
  name: 'selector',
  kind: 'typescript',
  version,
  runtime: `node ${process.versions.node}`,
  contract: '3.15',
  newEventLoop,
  asyncio: { ...asyncio, newEventLoop },
  lacks,
  cannot: {},
};
