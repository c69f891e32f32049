/** loop.create_unix_connection() and loop.create_unix_server(), on node. */
import { randomBytes } from 'node:crypto';
import { linkSync, statSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import { sleep } from '../combinators/sleep';
import { AF_UNIX, SOCK_STREAM } from '../network/addresses';
import { makeTransport } from '../network/create-connection';
import { planOf } from '../network/create-server';
import { Server } from '../network/server';
import type { NetworkLoop } from '../network/network-loop';
import type { OpenSocket } from '../network/sockets';
import { checkTimeouts, planTls } from '../network/tls-plan';
import { checkOptions } from '../python/options';
import type { ListeningSocket } from './listening-socket';
import { osError } from './os-errors';
import { openListening, type ServingLoop } from './serving';

const TLS = ['ssl', 'sslHandshakeTimeout', 'sslShutdownTimeout'];

/** Source: loop.create_unix_connection. */
export function* createUnixConnection<P extends contract.BaseProtocol>(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory<P>,
  path: string | null = null,
  options: contract.UnixConnectionOptions = {},
): contract.Coroutine<readonly [contract.Transport, P]> {
  checkOptions(options, 'create_unix_connection()', [...TLS, 'sock', 'serverHostname']);
  const { sock = null, serverHostname = null } = options;
  const plan = planTls(options, false, serverHostname);
  if (plan.ssl && serverHostname === null) throw new ValueError('you have to pass server_hostname when using ssl');
  if (!plan.ssl && serverHostname !== null) throw new ValueError('server_hostname is only meaningful with ssl');
  checkPlace(path, sock);
  const own: OpenSocket = sock ?? loop._openSocket(AF_UNIX, SOCK_STREAM, 0);
  try {
    if (path !== null) {
      own.setblocking?.(false);
      yield* loop.sockConnect(own, path);
    }
  } catch (error) {
    own.close();
    throw error;
  }
  return yield* makeTransport(loop, own, factory, plan);
}

/** What is to be removed when a server closes, and by which number the file is known. */
export interface SocketFile {
  readonly path: string;
  readonly inode: number;
}

/** What differs from loop to loop. */
export interface UnixServing {
  /** A socket bound to the path. */
  listenAt(path: string, options: contract.UnixServerOptions): contract.Coroutine<OpenSocket>;
  /** The file goes with the socket: it is to be removed when the server closes. */
  remember(sock: contract.SocketLike, file: SocketFile): void;
}

/** Source: loop.create_unix_server. */
export function* createUnixServer(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory,
  path: string | null | undefined,
  given: contract.UnixServerOptions | undefined,
  serving: UnixServing,
): contract.Coroutine<contract.Server> {
  const options = given ?? {};
  checkOptions(options, 'create_unix_server()', [...TLS, 'sock', 'backlog', 'startServing', 'cleanupSocket']);
  const { ssl = null, sock = null, backlog = 100, sslHandshakeTimeout = null, sslShutdownTimeout = null } = options;
  if (typeof ssl === 'boolean') throw new TypeError('ssl argument must be an SSLContext or None');
  checkTimeouts(ssl, sslHandshakeTimeout, sslShutdownTimeout);
  checkPlace(path ?? null, sock);
  const own = path === null || path === undefined ? (sock as OpenSocket) : yield* serving.listenAt(path, options);
  own.setblocking?.(false);
  const file = options.cleanupSocket === false ? undefined : fileAt(own.getsockname());
  if (file !== undefined) serving.remember(own, file);
  const plan = { factory, sslContext: ssl, backlog, sslHandshakeTimeout, sslShutdownTimeout };
  const server = new Server(loop, [own], plan);
  if (options.startServing !== false) {
    server._startServing();
    yield* sleep(0);
  }
  return server;
}

/** Removes the file, unless it is another by now, or gone. */
export function removeSocketFile({ path, inode }: SocketFile): void {
  if (fileAt(path)?.inode === inode) unlinkSync(path);
}

function checkPlace(path: string | null, sock: contract.SocketLike | null): void {
  if (path !== null && sock !== null) throw new ValueError('path and sock can not be specified at the same time');
  if (path === null && sock === null) throw new ValueError('no path and sock were specified');
  if (sock === null) return;
  const { family, type } = sock as OpenSocket & { readonly family?: number };
  if (family !== AF_UNIX || type !== SOCK_STREAM) throw new ValueError('A UNIX Domain Stream Socket was expected');
}

/**
 * Listens at `path`. Node removes the file of its server on close, whoever it belongs to by then: so it is told another name
 * in the same folder, and the file is linked to where clients look for it, which fails where something is already.
 */
export function* listenAt(
  loop: ServingLoop,
  path: string,
  options: contract.UnixServerOptions,
): contract.Coroutine<ListeningSocket> {
  const { backlog = 100, startServing = true } = options;
  const sock = openListening(AF_UNIX, 0, { ...planOf({}), backlog, startServing });
  if (path.startsWith('\0')) {
    yield* sock.bindAndListen(loop, path);
    return sock;
  }
  removeStale(path);
  const hidden = hiddenBeside(path);
  yield* sock.bindAndListen(loop, hidden);
  try {
    linkSync(hidden, path);
  } catch (error) {
    sock.close();
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw osError(error);
    throw osError({ code: 'EADDRINUSE', message: `Address '${path}' is already in use` });
  } finally {
    // Closing it has removed it.
    if (fileAt(hidden) !== undefined) unlinkSync(hidden);
  }
  sock.rename(path);
  return sock;
}

/** Names of sockets with fewer bytes are taken everywhere. */
const SURELY_SHORT = 100;

/**
 * A name that nobody has in the folder of `path`. Near the end of the room that the system has for the names of sockets it is as
 * long as `path`, so that it is taken where that would be, and refused where that would be.
 */
function hiddenBeside(path: string): string {
  const folder = dirname(path);
  const usual = join(folder, `.${randomHex(6)}`);
  if (Math.max(Buffer.byteLength(path), Buffer.byteLength(usual)) < SURELY_SHORT) return usual;
  const length = Buffer.byteLength(basename(path));
  let hidden = path;
  for (let tries = 0; tries < MOST_TRIES && (hidden === path || fileAt(hidden) !== undefined); tries++) {
    hidden = join(folder, randomHex(length));
  }
  return hidden;
}

/** There are few names of one character. */
const MOST_TRIES = 500;

function randomHex(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString('hex')
    .slice(0, length);
}

/** A socket file that is there already is taken to be left over. */
export function removeStale(path: string): void {
  try {
    if (statSync(path).isSocket()) unlinkSync(path);
  } catch {
    // Not there, or not to be had: binding tells.
  }
}

/** None of a name without a file, nor of what is no path: the system, or node, refuses to look. */
function fileAt(name: contract.Address): SocketFile | undefined {
  const path = name as string;
  try {
    return { path, inode: statSync(path).ino };
  } catch {
    return undefined;
  }
}
