/** The attempts of create_connection(): one address after another, or staggered so that a slow one holds up none. */
import { ExceptionGroup, OSError, TimeoutError } from '../../spec';
import type * as contract from '../../spec';
import { repr } from '../python/repr';
import { rethrowUnless } from '../python/rethrow';
import { interleave, SOCK_STREAM } from './addresses';
import type { NetworkLoop } from './network-loop';
import { resolve } from './resolve';
import type { OpenSocket } from './sockets';
import { staggeredRace } from './staggered-race';

/** A connected socket. @throws OSError, or an ExceptionGroup of one for each attempt with `allErrors`. */
export function* connect(
  loop: NetworkLoop,
  address: contract.Address,
  options: contract.CreateConnectionOptions,
): contract.Coroutine<OpenSocket> {
  const { family = 0, proto = 0, flags = 0 } = options;
  const hints = { family, type: SOCK_STREAM, proto, flags };
  const found = yield* resolve(loop, address, hints);
  const local = options.localAddr ? yield* resolve(loop, options.localAddr, hints) : null;
  const delay = options.happyEyeballsDelay ?? null;
  const step = options.interleave ?? (delay === null ? 0 : 1);
  const rows = step > 0 ? interleave(found, step) : found;
  const errors: unknown[] = [];
  const attempts = rows.map((row) => () => connectOne(loop, row, local, errors));
  const sock = delay === null ? yield* inTurn(attempts) : yield* staggeredRace(loop, attempts, delay);
  if (sock === null) throw connectionError(errors, options.allErrors === true);
  return sock;
}

/** The first that succeeds, each begun when the one before has failed; `null` when all have. */
function* inTurn<T>(attempts: readonly (() => contract.Coroutine<T>)[]): contract.Coroutine<T | null> {
  for (const attempt of attempts) {
    try {
      return yield* attempt();
    } catch (error) {
      rethrowUnless(OSError, error);
    }
  }
  return null;
}

/** Adds to `errors` what the operating system refused. */
function* connectOne(
  loop: NetworkLoop,
  [family, type, proto, , address]: contract.AddressInfo,
  local: readonly contract.AddressInfo[] | null,
  errors: unknown[],
): contract.Coroutine<OpenSocket> {
  let sock: OpenSocket | null = null;
  try {
    sock = loop._openSocket(family, type, proto);
    sock.setblocking?.(false);
    if (local !== null) yield* bindLocal(loop, sock, family, local, errors);
    yield* loop.sockConnect(sock, address);
    return sock;
  } catch (error) {
    sock?.close();
    if (error instanceof OSError) errors.push(error);
    throw error;
  }
}

/** Binds to the first local address of the family that can be had; what the others said goes to `errors`. */
function* bindLocal(
  loop: NetworkLoop,
  sock: OpenSocket,
  family: number,
  local: readonly contract.AddressInfo[],
  errors: unknown[],
): contract.Coroutine<void> {
  const refused: OSError[] = [];
  for (const [localFamily, , , , address] of local) {
    if (localFamily !== family) continue;
    try {
      yield* loop._bindSocket(sock, address);
      errors.push(...refused);
      return;
    } catch (error) {
      rethrowUnless(OSError, error);
      const words = `error while attempting to bind on address ${repr(address)}: ${error.message.toLowerCase()}`;
      refused.push(Object.assign(new OSError(words), { errno: error.errno, code: error.code }));
    }
  }
  const last = refused.pop() ?? new OSError(`no matching local address with family=${String(family)} found`);
  errors.push(...refused);
  throw last;
}

function connectionError(errors: readonly unknown[], all: boolean): unknown {
  if (all) return new ExceptionGroup('create_connection failed', errors);
  // Each attempt ended in a way that says nothing: that is left to a race, which asks for no reasons.
  if (errors.length === 0) return new TimeoutError('create_connection failed');
  const texts = errors.map((error) => (error as Error).message);
  if (texts.every((text) => text === texts[0])) return errors[0];
  return new OSError(`Multiple exceptions: ${texts.join(', ')}`);
}
