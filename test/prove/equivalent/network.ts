import type { Equivalence } from './equivalence';

export const NETWORK: readonly Equivalence[] = [
  {
    reason:
      'nobody listens for the end of the stream that stands for the connection below TLS: by then both of its sides are over',
    ids: ['tls/ssl-engine.js Below.constructor: false -> true', 'tls/ssl-engine.js Below._destroy: done(null); -> ;'],
  },
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
  {
    reason: 'the end comes once: that the server is let go is a matter of memory',
    ids: ['transports/base-stream-transport.js BaseStreamTransport._lose: this.#server = null; -> ;'],
  },
  {
    reason: 'a view of the whole is as good as the whole, and one that is a copy',
    ids: [
      'node/write-queue.js WriteQueue.push: next - offset === data.length -> false',
      'node/write-queue.js WriteQueue.#sendAtOnce: data.length === PIECE -> false',
      'tls/plain-queue.js PlainQueue.next: taken.length === 1 -> false',
      'transports/delivery.js deliver: count === data.length -> false',
    ],
  },
  {
    reason: 'an empty chunk adds nothing to a piece',
    ids: ['tls/plain-queue.js PlainQueue.push: < -> <='],
  },
  {
    reason: 'a timer that was cancelled may be cancelled again, and a waiter that is done is told nothing',
    ids: [
      'tls/ssl-timer.js SslTimer.stop: this.#timer = null; -> ;',
      'tls/ssl-protocol.js SslProtocol.#settle: this.#waiter = null; -> ;',
      'network/sendfile-protocol.js SendfileProtocol.#wake: this.#room = null; -> ;',
    ],
  },
  {
    reason: 'what node says of our own end, which always follows, has all that was held back dealt with as well',
    ids: ['tls/ssl-protocol.js SslProtocol.close: this.#inbox.postRest(); -> ;'],
  },
  {
    reason: 'undefined is as falsy as false to the one caller',
    ids: [
      'tls/ssl-protocol.js SslProtocol.#step: return false; -> return undefined;',
      'network/ip-version.js isIpv6: return false; -> return undefined;',
    ],
  },
  {
    reason: 'what is watched for no writing, or ready for none, is so for reading, which is the bit of this number',
    ids: [
      'selector/keyed-selector.js KeyedSelector._found: 0 -> 1 (2)',
      'selector/keyed-selector.js maskOf: 0 -> 1 (2)',
    ],
  },
  {
    reason: 'a selector that is told to watch for what it watches for already tells the system nothing',
    ids: ['selector/watchers.js Watchers.add: (key.events & EVENT[side]) === 0 -> true'],
  },
  {
    reason: 'what a wait is owed is asked after a select, and never before the first',
    ids: ['selector/node-waits.js NodeWaits: 0 -> 1'],
  },
  {
    reason: 'a look where nothing is watched finds nothing: leaving it out spares a system call',
    ids: [
      'selector/node-epoll-selector.js NodeEpollSelector.select: this.getMap().size === 0 -> false',
      'selector/node-poll-selector.js NodePollSelector.#look: this.getMap().size === 0 -> false',
    ],
  },
  {
    reason: 'how many events one wait brings is a matter of speed: the next brings the rest',
    ids: ['selector/epoll-selector.js module: 256 -> 257'],
  },
  {
    reason: 'a matter of other machines: the proof runs on x64',
    ids: [
      "selector/epoll-selector.js module: process.arch === 'x64' -> true",
      'selector/epoll-selector.js module: 16 -> 17',
      'selector/epoll-selector.js module: 8 -> 9',
    ],
  },
  {
    reason: 'the kernel gives back the 64 bits that it was given, wherever in them the number stands',
    ids: ['selector/epoll-selector.js module: 4 -> 5'],
  },
  {
    reason: 'the argument of this command is not looked at',
    ids: ['selector/poll-selector.js PollSelector._watch: 0 -> 1'],
  },
  {
    reason: 'more room than the longest datagram takes does no harm',
    ids: ['selector/datagram-transport.js module: 256 -> 257', 'selector/datagram-transport.js module: 1024 -> 1025'],
  },
  {
    reason: 'only IPv4 and IPv6 are told apart: any other family, and none, stand for both',
    ids: ['network/resolve.js getaddrinfo: 0 -> 1'],
  },
  {
    reason:
      'whoever delivers has asked for what is left to be delivered in the next iteration, where the end is among it',
    ids: [
      'node/stream-transport.js StreamTransport.#deliverInbox: this.#posted = true; -> ;',
      'node/stream-transport.js StreamTransport.#deliverInbox: true -> false',
      'node/stream-transport.js StreamTransport.#deliverInbox: this._loop._addCallback(this.#pump); -> ;',
    ],
  },
  {
    reason: 'what a datagram transport that is lost still holds is passed over: it is closing, and tells no failures',
    ids: ['node/datagram-transport.js NodeDatagramTransport._release: this.#inbox = []; -> ;'],
  },
  {
    reason: 'no datagram counts for a single byte, so that this is never so; and to settle nothing changes nothing',
    ids: ['node/datagram-transport.js NodeDatagramTransport.#settle: 0 -> 1'],
  },
  {
    reason: 'a server shows the socket that it was given, and asks that one for its name',
    ids: ['node/listening-socket.js ListeningSocket.adopt: this.#name = sock.getsockname(); -> ;'],
  },
  {
    reason: 'what was accepted tells its own family and protocol',
    ids: ['node/serving.js Serving.#accept: 0 -> 1', 'node/serving.js Serving.#accept: 0 -> 1 (2)'],
  },
  {
    reason: 'where the network is proven there are sockets',
    ids: ['sockets/index.js module: missing === null -> true', 'node/subject.js module: noSockets === null -> true'],
  },
  {
    reason: 'a stream that has room says so in the next iteration',
    ids: ['selector/sendfile.js sendfileNative: transport.getWriteBufferSize() > 0 -> true'],
  },
  {
    reason: 'to send no more than nothing ends it as well',
    ids: ['selector/sendfile.js send: sent === count -> false'],
  },
  {
    reason: 'a task throws nothing but CancelledError into a wait for a future that is only ever completed',
    ids: ['network/staggered-race.js Race.end: (0, rethrow_1.rethrowUnless)(spec_1.CancelledError, error); -> ;'],
  },
  {
    reason: 'whoever races waits from the first attempt on, before any has ended',
    ids: ['network/staggered-race.js Race.#startNext: this.#wake !== null -> true'],
  },
  {
    reason: 'a timer that goes off when no attempt is left begins none',
    ids: [
      'network/staggered-race.js Race.#startNext: this.#waiting.length > 0 -> true',
      'network/staggered-race.js Race.#startNext: > -> >=',
    ],
  },
  {
    reason: 'nothing and no options add the same to others',
    ids: ['node/connecting.js localOf: return {}; -> return undefined;'],
  },
  {
    reason: 'an option that is a switch is on with any number but 0, and the kernel tells it as 1',
    ids: [
      'selector/serving.js prepareListening: 1 -> 2',
      'selector/serving.js prepareListening: 1 -> 2 (2)',
      'selector/serving.js prepareListening: 1 -> 2 (3)',
      'selector/serving.js prepareListening: 1 -> 2 (4)',
      'selector/stream-transport.js StreamTransport.#describe: 1 -> 2',
    ],
  },
  {
    reason: 'the first number is taken, by a standard stream: no server listens on it',
    ids: ['selector/serving.js pause: >= -> >', 'selector/serving.js pause: 0 -> 1'],
  },
  {
    reason: 'a view of the whole is as good as the whole: that none is made is a matter of speed',
    ids: [
      'selector/socket-operations.js sockSendall: sent === 0 -> false',
      'selector/stream-transport.js StreamTransport._send: sent === 0 -> false',
    ],
  },
  {
    reason: 'a failure to send has the connection lost, and then nobody looks at how much was sent',
    ids: [
      'selector/stream-transport.js StreamTransport.#sendAtOnce: return 0; -> return undefined;',
      'selector/stream-transport.js StreamTransport.#sendAtOnce: 0 -> 1 (2)',
    ],
  },
  {
    reason:
      'a watcher that takes the place of its like, and the removal of one that is not there, change nothing: to leave them out is a matter of speed',
    ids: [
      'selector/stream-transport.js StreamTransport.#startSending: this.#sending -> false',
      'selector/stream-transport.js StreamTransport.#stopSending: !this.#sending -> false',
    ],
  },
  {
    reason:
      'a transport that is lost keeps nobody from its number, and the next that owns it takes its place: that it is let go is a matter of memory',
    ids: [
      'selector/datagram-transport.js SelectorDatagramTransport._release: this._loop._watchers.disown(this.#fd); -> ;',
      'selector/stream-transport.js StreamTransport._release: this._loop._watchers.disown(this.#fd); -> ;',
    ],
  },
  {
    reason: 'how little room must be left for a new piece to be begun is a matter of speed',
    ids: [
      'selector/slab.js module: 64 -> 65',
      'selector/slab.js module: 1024 -> 1025 (2)',
      'selector/slab.js renewUnlessRoom: >= -> >',
    ],
  },
  {
    reason: 'a stream that has room says so in the next iteration, and a buffer holds no less than nothing',
    ids: ['selector/sendfile.js sendfileNative: > -> >='],
  },
  {
    reason: 'what is no path is no file either, and so nothing is removed',
    ids: ["selector/selector-event-loop.js SelectorEventLoop._bindSocket: typeof address === 'string' -> true"],
  },
  {
    reason: 'where the system tells of nothing there are no answers: that they are not looked for is a matter of speed',
    ids: [
      'selector/poll-selector.js PollSelector._poll: count > 0 -> true',
      'selector/poll-selector.js PollSelector._poll: > -> >=',
    ],
  },
  {
    reason: 'node clears no timer where there is none',
    ids: ['selector/node-poll-selector.js NodePollSelector.rest: this.#timer !== null -> true'],
  },
];
