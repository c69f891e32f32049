/** loop.subprocess_exec() and loop.subprocess_shell(): what they refuse; the successor starts the child. */
import { ValueError } from '../../spec';
import type * as contract from '../../spec';
import type { NetworkLoop } from './network-loop';

/** subprocess.PIPE */
const PIPE = -1;

/** Source: loop.subprocess_exec. */
export function* subprocessExec<P extends contract.SubprocessProtocol>(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory<P>,
  args: readonly string[],
  options?: contract.SubprocessOptions,
): contract.Coroutine<readonly [contract.SubprocessTransport, P]> {
  return yield* start(loop, factory, args, false, options);
}

/** Source: loop.subprocess_shell. */
export function* subprocessShell<P extends contract.SubprocessProtocol>(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory<P>,
  command: string,
  options?: contract.SubprocessOptions,
): contract.Coroutine<readonly [contract.SubprocessTransport, P]> {
  const given: unknown = command;
  if (typeof given !== 'string' && !(given instanceof Uint8Array)) throw new ValueError('cmd must be a string');
  return yield* start(loop, factory, command, true, options);
}

function* start<P extends contract.SubprocessProtocol>(
  loop: NetworkLoop,
  factory: contract.ProtocolFactory<P>,
  args: unknown,
  shell: boolean,
  options: contract.SubprocessOptions = {},
): contract.Coroutine<readonly [contract.SubprocessTransport, P]> {
  const { stdin = PIPE, stdout = PIPE, stderr = PIPE, ...others } = options;
  const rest = withoutRefused(others, shell);
  const protocol = factory();
  const transport = yield* loop._makeSubprocessTransport(protocol, args, shell, stdin, stdout, stderr, 0, rest);
  return [transport, protocol];
}

/** The streams of a child carry bytes, unbuffered: options that would change that are refused, not passed on. */
function withoutRefused(options: Readonly<Record<string, unknown>>, isShell: boolean): Record<string, unknown> {
  const { universalNewlines, shell, bufsize, text, encoding, errors, ...rest } = options;
  const refuse = (wrong: boolean, message: string): void => {
    if (wrong) throw new ValueError(message);
  };
  refuse(Boolean(universalNewlines), 'universal_newlines must be False');
  refuse(shell !== undefined && shell !== isShell, `shell must be ${isShell ? 'True' : 'False'}`);
  refuse(bufsize !== undefined && bufsize !== 0, 'bufsize must be 0');
  refuse(Boolean(text), 'text must be False');
  refuse((encoding ?? null) !== null, 'encoding must be None');
  refuse((errors ?? null) !== null, 'errors must be None');
  return rest;
}
