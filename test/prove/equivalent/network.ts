import type { Equivalence } from './equivalence';

export const NETWORK: readonly Equivalence[] = [
  {
    reason: 'how much is read ahead of the protocol is a matter of memory, which tests of the reference bound',
    ids: [
      'tls/ssl-inbox.js SslInbox.push: this.#bytes += event.length; -> ;',
      'node/stream-transport.js StreamTransport.#deliver: this.#held = false; -> ;',
      'node/stream-transport.js StreamTransport.#deliver: && -> ||',
      'node/stream-transport.js StreamTransport: 0 -> 1',
    ],
  },
  {
    reason: 'a look at an inbox in which there is nothing does nothing',
    ids: ['node/stream-transport.js StreamTransport._readOn: this.#inbox.length > 0 -> true'],
  },
  {
    reason: 'when the timer goes off nothing is waiting any more, and so nothing begins',
    ids: ['network/staggered-race.js Race.#stop: this.#timer?.cancel(); -> ;'],
  },
  {
    reason: 'no test can have a signal interrupt a call: node runs the handlers of programs outside of calls',
    ids: ['sockets/syscalls.js retried: result >= 0 || errno() !== EINTR -> true'],
  },
  {
    reason: 'without ssl nobody looks at the name',
    ids: ['network/create-connection.js createConnection: plan.ssl -> true'],
  },
  {
    reason: 'where there is no name, none is checked: the context only says so',
    ids: ['tls/make-ssl-protocol.js defaultContext: context.checkHostname = false; -> ;'],
  },
  {
    reason: 'the loop itself asks for no other events',
    ids: [
      'selector/keyed-selector.js checkEvents: events === 0 || (events & ~(exports.EVENT_READ | exports.EVENT_WRITE)) !== 0 -> false',
    ],
  },
  {
    reason: 'how much a datagram counts beside its payload is left open',
    ids: ['transports/base-datagram-transport.js module: 8 -> 9'],
  },
];
