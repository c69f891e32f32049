/**
 * The exception classes of the contract. They are the one place in `contract/` with code, because a loop, a suite and a
 * bridge must mean the same class when they say `CancelledError`.
 *
 * Python's `Exception` is any thrown value here; Python's `BaseException` that is not an `Exception` is a subclass of
 * {@link BaseException}. `TypeError` is JavaScript's own.
 */

/** Root of the errors that a loop lets through instead of reporting: CancelledError, KeyboardInterrupt, SystemExit. */
export class BaseException extends Error {
  /** The values the error was made with; `args[0]` is the message, as in Python. */
  readonly args: readonly unknown[];

  constructor(...args: readonly unknown[]) {
    super(args.length === 0 ? '' : String(args[0]));
    this.args = args;
    this.name = new.target.name;
  }
}

/** asyncio.CancelledError: the operation has been cancelled. */
export class CancelledError extends BaseException {}

/** The user asked the program to stop; leaves run_forever(). */
export class KeyboardInterrupt extends BaseException {}

/** The program asked to exit; leaves run_forever(). */
export class SystemExit extends BaseException {
  get code(): unknown {
    return this.args[0];
  }
}

/** Thrown into a generator that is being closed. */
export class GeneratorExit extends BaseException {}

/** Root of the kit's ordinary errors; `args[0]` is the message. */
export class Exception extends Error {
  readonly args: readonly unknown[];

  constructor(...args: readonly unknown[]) {
    super(args.length === 0 ? '' : String(args[0]));
    this.args = args;
    this.name = new.target.name;
  }
}

/** Python's `RuntimeError`. */
export class RuntimeError extends Exception {}
/** A method that a successor or a platform has to provide and does not. */
export class NotImplementedError extends RuntimeError {}
/** Python's `ValueError`. */
export class ValueError extends Exception {}
/** Python's `LookupError`. */
export class LookupError extends Exception {}
/** Python's `AttributeError`. */
export class AttributeError extends Exception {}
/** The end of an iterator; a future refuses it as a result (asyncio.Future.set_exception). */
export class StopIteration extends Exception {}
/** Python's `AssertionError`. */
export class AssertionError extends Exception {}
/** Python's `BufferError`. */
export class BufferError extends Exception {}

/** asyncio.InvalidStateError: an operation on a Future, Task or Handle that its state forbids. */
export class InvalidStateError extends Exception {}

/** asyncio.TimeoutError, the built-in TimeoutError since Python 3.11. */
export class TimeoutError extends Exception {}

/** asyncio.SendfileNotAvailableError: the system call cannot serve this pair of socket and file. */
export class SendfileNotAvailableError extends RuntimeError {}

/** Several errors of one TaskGroup. Python: ExceptionGroup and BaseExceptionGroup. */
export class ExceptionGroup extends Exception {
  constructor(
    message: string,
    readonly exceptions: readonly unknown[],
  ) {
    super(message, exceptions);
  }
}

/** A failed system call. `errno` is the platform's number, `code` its name (`ECONNREFUSED`). */
export class OSError extends Exception {
  errno: number | undefined;
  code: string | undefined;
}
/** Python's `ConnectionError`. */
export class ConnectionError extends OSError {}
/** Python's `ConnectionRefusedError`. */
export class ConnectionRefusedError extends ConnectionError {}
/** Python's `ConnectionResetError`. */
export class ConnectionResetError extends ConnectionError {}
/** Python's `ConnectionAbortedError`. */
export class ConnectionAbortedError extends ConnectionError {}
/** Python's `BrokenPipeError`. */
export class BrokenPipeError extends ConnectionError {}
/** Python's `BlockingIOError`. */
export class BlockingIOError extends OSError {}
/** Python's `FileNotFoundError`. */
export class FileNotFoundError extends OSError {}
/** Python's `ProcessLookupError`. */
export class ProcessLookupError extends OSError {}
/** Python's `PermissionError`. */
export class PermissionError extends OSError {}
/** socket.gaierror: a name could not be resolved. `errno` is the resolver's code (EAI_NONAME ...). */
export class GaiError extends OSError {}
/** ssl.SSLError: the peer does not speak TLS as it should. */
export class SSLError extends OSError {}
/** ssl.SSLCertVerificationError: the peer's certificate is not good for this connection. */
export class SSLCertVerificationError extends SSLError {}

/** A warning category, as the `warnings` module of Python has them. */
export type WarningCategory = 'RuntimeWarning' | 'ResourceWarning' | 'DeprecationWarning' | 'UserWarning';
