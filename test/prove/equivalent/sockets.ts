import type { Equivalence } from './equivalence';

export const SOCKETS: readonly Equivalence[] = [
  {
    reason: 'more room than is needed does no harm: the kernel says or knows how much of it counts',
    ids: [
      'sockets/descriptors.js getOption: 1 -> 2',
      'sockets/index.js pairOf: 2 -> 3',
      'sockets/descriptors.js waitReady: 8 -> 9',
      'sockets/sockaddr.js packAddress: family === addresses_1.AF_INET -> false',
      'sockets/sockaddr.js packAddress: 16 -> 17',
      'sockets/sockaddr.js packHost: 4 -> 5',
      'sockets/sockaddr.js packHost: 16 -> 17',
      'sockets/sockaddr.js unpackAddress: 8 -> 9',
      'sockets/sockaddr.js unpackHost: 64 -> 65 (2)',
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
  {
    reason: 'how much is read at a time is a matter of speed',
    ids: ['sockets/file.js module: 64 -> 65', 'sockets/file.js module: 1024 -> 1025'],
  },
  {
    reason: 'any negative number says as much: that a file is closed, or that all is to be read',
    ids: [
      'sockets/file.js File.read: 1 -> 2',
      'sockets/file.js File.detach: 1 -> 2',
      'sockets/file.js File.close: 1 -> 2',
      'sockets/file.js BytesIO.read: 1 -> 2',
    ],
  },
  {
    reason: 'what is copied to a place of the same size is the same',
    ids: ['sockets/file.js BytesIO.write: > -> >='],
  },
  {
    reason: 'the first three numbers are taken, by the standard streams',
    ids: ['sockets/descriptors.js duplicate: 0 -> 1'],
  },
  {
    reason: 'the kernel takes the number of their family for the protocol of unix sockets too',
    ids: ['sockets/index.js socketpair: 0 -> 1'],
  },
  {
    reason: 'an export that is asked for by name is found, whether or not it is listed',
    ids: ['sockets/index.js module: true -> false', 'sockets/index.js module: true -> false (2)'],
  },
  {
    reason: 'a path that begins with its end is an abstract name, of which nothing is cut off',
    ids: ['sockets/sockaddr.js unpackAddress: < -> <=', 'sockets/sockaddr.js unpackAddress: 0 -> 1 (6)'],
  },
  {
    reason: 'the name is a random one',
    ids: ['sockets/platform.js module: 2 -> 3'],
  },
];
