/** The modules `socket` and `io` of the reference, on node. */
import { networkInterfaces } from 'node:os';
import type { FileModule, SocketModule } from '../../spec';
import { unavailable } from '../python/unavailable';
import { CONSTANTS, O_CLOEXEC, SOCK_CLOEXEC } from '../network/socket-constants';
import { checked } from './errors';
import { BytesIO, File } from './file';
import { socketsMissing } from './koffi';
import { Socket } from './socket';
import { syscalls } from './syscalls';

export { Socket } from './socket';
export { socketsMissing } from './koffi';

const missing = socketsMissing();

/** socket.socketpair(). */
function socketpair(
  family: number = CONSTANTS.AF_UNIX,
  type: number = CONSTANTS.SOCK_STREAM,
): readonly [Socket, Socket] {
  const [one, two] = pairOf((pair) => syscalls().socketpair(family, type | SOCK_CLOEXEC, 0, pair));
  return [new Socket(family, type, 0, one), new Socket(family, type, 0, two)];
}

/** os.pipe(), as two unbuffered files. */
function pipe(): readonly [File, File] {
  const [read, write] = pairOf((pair) => syscalls().pipe2(pair, O_CLOEXEC));
  return [new File(read, 'rb', null), new File(write, 'wb', null)];
}

function pairOf(call: (pair: Uint8Array) => number): readonly [number, number] {
  const pair = new Int32Array(2);
  checked(() => call(new Uint8Array(pair.buffer)));
  return [pair[0] as number, pair[1] as number];
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((own) => own?.some(({ family }) => family === 'IPv6'));
}

/** Where there are no descriptors, whoever asks for a name gets NotImplementedError with the reason. */
export const sockets: SocketModule =
  missing === null
    ? {
        ...CONSTANTS,
        get hasIpv6() {
          return hasIpv6();
        },
        socket: (family, type, proto, fileno) => new Socket(family, type, proto, fileno),
        socketpair,
      }
    : unavailable(missing);

/** Files need no descriptors of the kit's own; pipes do. */
export const files: FileModule = {
  open: (path, mode) => File.open(path, mode),
  BytesIO: (data) => new BytesIO(data),
  pipe,
};
