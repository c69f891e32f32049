/** Part of BaseEventLoop: pipes and child processes. */
import { NotImplementedError, ValueError } from '../../../spec';
import type * as contract from '../../../spec';
import { DatagramLoop } from './datagram-loop';

/** subprocess.PIPE */
const PIPE = -1;

export abstract class PipeLoop extends DatagramLoop {
  override *connectReadPipe<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    pipe: unknown,
  ): contract.Coroutine<readonly [contract.ReadTransport, P]> {
    const protocol = factory();
    const waiter = this.createFuture();
    const transport = this._makeReadPipeTransport(pipe, protocol, waiter);
    yield* this._untilConnected(transport, waiter);
    return [transport, protocol];
  }

  override *connectWritePipe<P extends contract.BaseProtocol>(
    factory: contract.ProtocolFactory<P>,
    pipe: unknown,
  ): contract.Coroutine<readonly [contract.WriteTransport, P]> {
    const protocol = factory();
    const waiter = this.createFuture();
    const transport = this._makeWritePipeTransport(pipe, protocol, waiter);
    yield* this._untilConnected(transport, waiter);
    return [transport, protocol];
  }

  override *subprocessExec<P extends contract.SubprocessProtocol>(
    factory: contract.ProtocolFactory<P>,
    args: readonly string[],
    options: contract.SubprocessOptions = {},
  ): contract.Coroutine<readonly [contract.SubprocessTransport, P]> {
    return yield* this.#start(factory, args, false, options);
  }

  override *subprocessShell<P extends contract.SubprocessProtocol>(
    factory: contract.ProtocolFactory<P>,
    command: string,
    options: contract.SubprocessOptions = {},
  ): contract.Coroutine<readonly [contract.SubprocessTransport, P]> {
    const given: unknown = command;
    if (typeof given !== 'string' && !(given instanceof Uint8Array)) throw new ValueError('cmd must be a string');
    return yield* this.#start(factory, command, true, options);
  }

  *#start<P extends contract.SubprocessProtocol>(
    factory: contract.ProtocolFactory<P>,
    args: unknown,
    shell: boolean,
    options: contract.SubprocessOptions,
  ): contract.Coroutine<readonly [contract.SubprocessTransport, P]> {
    const { stdin = PIPE, stdout = PIPE, stderr = PIPE, ...others } = options;
    const rest = withoutRefused(others, shell);
    const protocol = factory();
    const transport = yield* this._makeSubprocessTransport(protocol, args, shell, stdin, stdout, stderr, 0, rest);
    return [transport, protocol];
  }

  _makeReadPipeTransport(
    _pipe: unknown,
    _protocol: contract.BaseProtocol,
    _waiter?: contract.Future | null,
    _extra?: unknown,
  ): contract.ReadTransport {
    throw new NotImplementedError('_make_read_pipe_transport() is not implemented');
  }

  _makeWritePipeTransport(
    _pipe: unknown,
    _protocol: contract.BaseProtocol,
    _waiter?: contract.Future | null,
    _extra?: unknown,
  ): contract.WriteTransport {
    throw new NotImplementedError('_make_write_pipe_transport() is not implemented');
  }

  *_makeSubprocessTransport(
    _protocol: contract.BaseProtocol,
    _args: unknown,
    _shell: boolean,
    _stdin: unknown,
    _stdout: unknown,
    _stderr: unknown,
    _bufsize: number,
    _options?: { readonly extra?: unknown; readonly [key: string]: unknown },
  ): contract.Coroutine<contract.SubprocessTransport> {
    throw new NotImplementedError('_make_subprocess_transport() is not implemented');
  }
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
