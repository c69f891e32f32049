import type { Equivalence } from './equivalence';

export const SOCKETS: readonly Equivalence[] = [
  {
    reason: 'more room than is needed does no harm: the kernel says or knows how much of it counts',
    ids: [
      'sockets/descriptors.js getOption: 1 -> 2',
      'sockets/descriptors.js waitReady: 8 -> 9',
      'sockets/sockaddr.js packAddress: family === addresses_1.AF_INET -> false',
      'sockets/sockaddr.js packAddress: 16 -> 17',
      'sockets/sockaddr.js packAddress: 28 -> 29',
      'sockets/sockaddr.js unpackAddress: 24 -> 25',
      'sockets/sockaddr.js unpackHost: 64 -> 65',
    ],
  },
  {
    reason: 'whoever takes over what was accepted sets it not to block: the flag spares a call',
    ids: [
      'sockets/descriptors.js acceptOne: true -> false',
      'sockets/descriptors.js acceptOne: nonblocking -> true',
      'sockets/descriptors.js acceptOne: nonblocking -> false',
    ],
  },
  {
    reason: 'the argument of this command is not looked at, and what is set already may be set again',
    ids: [
      'sockets/descriptors.js setNonblocking: 0 -> 1',
      'sockets/descriptors.js setNonblocking: wanted !== flags -> true',
    ],
  },
  {
    reason: 'how many connections wait at least is left to the kernel',
    ids: ['sockets/socket.js Socket.listen: 0 -> 1'],
  },
  {
    reason: 'whoever waits without a timeout waits again, and nobody can tell a thousandth of a wait',
    ids: ['sockets/socket.js Socket.#wait: 3600 -> 3601', 'sockets/descriptors.js waitReady: 1000 -> 1001'],
  },
  {
    reason: 'a socket without a name has no bytes of a name either',
    ids: ['sockets/sockaddr.js unpackAddress: <= -> <'],
  },
];
