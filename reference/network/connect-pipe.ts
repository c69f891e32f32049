/** loop.connect_read_pipe() and loop.connect_write_pipe(). */
import type * as contract from '../../spec';
import { untilConnected } from './connected';
import type { NetworkLoop } from './network-loop';

/** Source: loop.connect_read_pipe. */
export function* connectReadPipe<P extends contract.BaseProtocol>(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory<P>,
  pipe: unknown,
): contract.Coroutine<readonly [contract.ReadTransport, P]> {
  const protocol = factory();
  const waiter = loop.createFuture();
  const transport = loop._makeReadPipeTransport(pipe, protocol, waiter);
  yield* untilConnected(transport, waiter);
  return [transport, protocol];
}

/** Source: loop.connect_write_pipe. */
export function* connectWritePipe<P extends contract.BaseProtocol>(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory<P>,
  pipe: unknown,
): contract.Coroutine<readonly [contract.WriteTransport, P]> {
  const protocol = factory();
  const waiter = loop.createFuture();
  const transport = loop._makeWritePipeTransport(pipe, protocol, waiter);
  yield* untilConnected(transport, waiter);
  return [transport, protocol];
}
