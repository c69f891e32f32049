/** Connecting, on node: the address is literal by now, so that node resolves nothing and races nothing. */
import { createServer, Socket as NetSocket } from 'node:net';
import type * as contract from '../../spec';
import { setUnlessDone } from '../combinators/waiter';
import { Handle, NO_ARGS } from '../loop/handle';
import type { HostDatagramSocket } from './host-datagram-socket';
import type { HostSocket } from './host-socket';
import type { NodeSelector } from './node-selector';
import { osError } from './os-errors';

export interface ConnectingLoop extends contract.AbstractEventLoop {
  readonly _selector: NodeSelector;
}

/** Connects `sock`; what node says of it reaches the loop in an iteration. @throws OSError */
export function* connectHostSocket(
  loop: ConnectingLoop,
  sock: HostSocket,
  address: contract.Address,
): contract.Coroutine<void> {
  const connection = new NetSocket({ allowHalfOpen: true });
  sock.connection = connection;
  // Paused before it is connected, for node reads ahead otherwise.
  connection.pause();
  const done = loop.createFuture<null>();
  let refusal: unknown;
  const arrive = (): void => {
    loop._selector.post(new Handle(() => setUnlessDone(done), NO_ARGS, loop));
  };
  connection.once('connect', arrive);
  const onError = (error: unknown): void => {
    refusal = error;
    arrive();
  };
  connection.once('error', onError);
  if (typeof address === 'string') {
    connection.connect({ path: address });
  } else {
    const [host, port] = address as readonly [string, number];
    connection.connect({ host, port, noDelay: true, ...localOf(sock.local) });
  }
  try {
    yield* done;
  } catch (error) {
    connection.destroy();
    throw error;
  } finally {
    connection.off('connect', arrive);
    connection.off('error', onError);
    // One that comes before a transport listens is met again by its first read or write.
    connection.on('error', () => {});
  }
  if (refusal !== undefined) throw osError(refusal);
}

function localOf(local: contract.Address | null): { localAddress?: string; localPort?: number } {
  if (local === null || typeof local === 'string') return {};
  return { localAddress: local[0], localPort: local[1] };
}

/**
 * Binds `sock`. Node binds when it connects; whether the address can be had is found out by listening there for a moment, so
 * that the next local address may be tried. @throws OSError
 */
export function* bindHostSocket(
  loop: ConnectingLoop,
  sock: HostSocket,
  address: contract.Address,
): contract.Coroutine<void> {
  const [host, port] = address as readonly [string, number];
  const done = loop.createFuture<null>();
  let refusal: unknown;
  const arrive = (): void => {
    loop._selector.post(new Handle(() => setUnlessDone(done), NO_ARGS, loop));
  };
  const probe = createServer();
  probe.once('error', (error) => {
    refusal = error;
    arrive();
  });
  probe.once('close', arrive);
  probe.listen({ host, port, exclusive: true }, () => probe.close());
  yield* done;
  if (refusal !== undefined) throw osError(refusal);
  sock.bind(address);
}

/** Gives a datagram socket its one peer. @throws OSError */
export function* connectDatagramSocket(
  loop: ConnectingLoop,
  sock: HostDatagramSocket,
  address: contract.Address,
): contract.Coroutine<void> {
  const done = loop.createFuture<null>();
  let refusal: unknown;
  sock.connect(address, (error) => {
    refusal = error;
    loop._selector.post(new Handle(() => setUnlessDone(done), NO_ARGS, loop));
  });
  yield* done;
  if (refusal !== undefined && refusal !== null) throw osError(refusal);
}
