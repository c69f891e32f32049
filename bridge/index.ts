/** Loops in Python behind the contract's interfaces. */
import type { ContractVersion, Subject } from '../spec';
import { EmbeddedTransport } from './embedded/embedded-transport';
import { BridgeError } from './errors';
import { NativeTransport } from './native/native-transport';
import { greet, pythonSubject, type FactoryFacts } from './python-subject';
import { BRIDGE_SCRIPT } from './script';
import { Session } from './session';

export { BridgeError, PeerDied } from './errors';

export interface OpenNativeOptions {
  /** The interpreter: a path or a name on PATH. */
  readonly python: string;
  readonly module: string;
  /** An attribute path in the module: a function or a class. */
  readonly factory: string;
  /** Keyword arguments of the factory. For `asyncio`, `selector` chooses epoll, poll, select or kqueue. */
  readonly args?: Readonly<Record<string, string>>;
  /** Folders to import from, before the interpreter's own. */
  readonly pythonPath?: readonly string[];
  /** `python`: asyncio's pure-Python Future and Task instead of the accelerated ones. */
  readonly implementation?: 'c' | 'python';
}

/** A loop of a python3 on this machine. @throws BridgeError with the cause and the remedy. */
export async function openNative(options: OpenNativeOptions): Promise<Subject> {
  const session = new Session();
  const pure = options.implementation === 'python';
  const transport = await NativeTransport.start(
    {
      python: options.python,
      script: BRIDGE_SCRIPT,
      args: pure ? ['pure'] : [],
    },
    session.serve,
  );
  session.transport = transport;
  try {
    const hello = greet(session);
    const facts = findFactory(session, options);
    const query = new URLSearchParams(options.args ?? {}).toString();
    const version = facts.version === '' ? undefined : facts.version;
    return pythonSubject(session, transport, hello, {
      name: `python:${options.module}:${options.factory}${query === '' ? '' : `?${query}`}`,
      kind: 'python-native',
      contract: hello.version.join('.') as ContractVersion,
      pid: hello.pid,
      ...(version === undefined ? {} : { version }),
      lacks: facts.base ? {} : { private: `${facts.class} does not inherit from asyncio.BaseEventLoop` },
    });
  } catch (error) {
    await transport.close();
    throw error;
  }
}

function findFactory(session: Session, options: OpenNativeOptions): FactoryFacts {
  try {
    return session.ask({
      op: 'factory',
      module: options.module,
      factory: options.factory,
      args: { ...options.args },
      path: [...(options.pythonPath ?? [])],
    }) as unknown as FactoryFacts;
  } catch (error) {
    const where = `${options.module}:${options.factory}`;
    const text = String((error as Error).message);
    if (/^(ModuleNotFound|Import)Error/.test(text)) {
      throw new BridgeError(
        'import',
        `${options.python} cannot import ${options.module}: ${text}; install it for that interpreter, or add its folder with --python-path`,
      );
    }
    throw new BridgeError('factory', `the factory ${where} is not usable: ${text}`);
  }
}

let embedded: Promise<Subject> | undefined;

/** CPython's own scheduling, Future and Task in WebAssembly. Loaded once a process. */
export function openEmbedded(): Promise<Subject> {
  embedded ??= loadEmbedded();
  return embedded;
}

async function loadEmbedded(): Promise<Subject> {
  const session = new Session();
  const transport = await EmbeddedTransport.start(BRIDGE_SCRIPT, session.serve);
  session.transport = transport;
  session.onWake = () => {
    transport.wake();
  };
  const hello = greet(session);
  const why = 'CPython in WebAssembly has none';
  return pythonSubject(session, transport, hello, {
    name: 'cpython',
    kind: 'python-embedded',
    version: hello.version.join('.'),
    cannot: {
      cpu_clock: why,
      real_thread: why,
      thread_pool: why,
      signal: why,
      fd: why,
      subprocess: why,
      fork: why,
      pipe: why,
      unix: why,
    },
  });
}
