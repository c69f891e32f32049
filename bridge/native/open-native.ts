/**
 * A subject on a native interpreter. One that died, hung, or was left with a loop that never stops is replaced by a fresh
 * one before the next test, so that a fault is the verdict of the test it hit and of no other.
 */
import type { AbstractEventLoop, ContractVersion, Subject } from '../../spec';
import { BridgeError, PeerDied } from '../errors';
import { greet, stacksOf, moduleOf, pythonHost, collector, type FactoryFacts, type Hello } from '../python-subject';
import { BOOT } from '../script';
import { Session } from '../session';
import { findPython } from './find-python';
import { NativeTransport } from './native-transport';

export interface OpenNativeOptions {
  /** The interpreter: a path, a name on PATH, a version such as `3.12`, or the folder of a virtual environment. */
  readonly python: string;
  readonly module: string;
  /** An attribute path in the module: a function or a class. */
  readonly factory: string;
  /** Keyword arguments of the factory. For `asyncio`, `selector` chooses epoll, poll, select or kqueue. */
  readonly args?: Readonly<Record<string, string>>;
  /** Folders to import from, before the interpreter's own. */
  readonly pythonPath?: readonly string[];
  /** `python` (or `pure`): asyncio's pure-Python Future and Task instead of the accelerated ones. */
  readonly implementation?: 'c' | 'python' | 'pure';
  /** Seconds that Python may take to start, and to answer a call; 30 when left out. */
  readonly patience?: number;
}

const PATIENCE = 30;

interface Interpreter {
  readonly session: Session;
  readonly transport: NativeTransport;
  readonly hello: Hello;
  readonly facts: FactoryFacts;
}

/** A loop of a python3 on this machine. @throws BridgeError with the cause and the remedy. */
export async function openNative(options: OpenNativeOptions): Promise<Subject> {
  const python = await findPython(options.python);
  let current = await start(python, options);
  const { hello, facts } = current;
  const query = new URLSearchParams(options.args ?? {}).toString();
  const pure = isPure(options) ? `${query === '' ? '' : '&'}implementation=python` : '';
  const search = query + pure;
  const version = hello.version.join('.') as ContractVersion;
  const { lacks, ...declared } = facts.declared ?? {};
  return {
    name: `python:${options.module}:${options.factory}${search === '' ? '' : `?${search}`}`,
    kind: 'python-native',
    ...(facts.version === '' ? {} : { version: facts.version }),
    runtime: `${hello.implementation} ${version}`,
    contract: version,
    ...declared,
    lacks: {
      ...(facts.base ? {} : { private: `${facts.class} does not inherit from asyncio.BaseEventLoop` }),
      ...lacks,
    },
    asyncio: moduleOf(() => current.session),
    python: pythonHost(() => current.session, hello),
    loop: facts.loop,
    get pid() {
      return current.hello.pid;
    },
    newEventLoop: () => current.session.decode(current.session.ask({ op: 'new_loop' })) as AbstractEventLoop,
    collectGarbage: () => current.session.collect(collector()),
    beforeTest: async () => {
      await current.transport.settle(1);
      if (current.transport.unusable || current.session.faults.found) {
        await current.transport.close();
        current = await start(python, options);
      }
      current.session.reset();
    },
    stacks: () => stacksOf(current.session),
    takeFault: () => current.session.faults.take(),
    dispose: () => current.transport.close(),
  };
}

function isPure({ implementation }: OpenNativeOptions): boolean {
  return implementation === 'python' || implementation === 'pure';
}

async function start(python: string, options: OpenNativeOptions): Promise<Interpreter> {
  const session = new Session();
  const transport = await NativeTransport.start(
    {
      python,
      boot: BOOT,
      args: isPure(options) ? ['pure'] : [],
      patience: options.patience ?? PATIENCE,
    },
    session.serve,
  );
  session.transport = transport;
  try {
    const hello = greet(session);
    return { session, transport, hello, facts: findFactory(session, options) };
  } catch (error) {
    await transport.close();
    throw error;
  }
}

function findFactory(session: Session, options: OpenNativeOptions): FactoryFacts {
  const facts = askFactory(session, options);
  if (facts.unfit !== undefined) throw new BridgeError('declaration', facts.unfit);
  return facts;
}

function askFactory(session: Session, options: OpenNativeOptions): FactoryFacts {
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
    const { name, message } = error as Error;
    // A class that the contract does not know is named in the message already.
    const text = name === 'Exception' || message.startsWith(`${name}: `) ? message : `${name}: ${message}`;
    if (error instanceof PeerDied) throw new BridgeError('factory', `while ${where} made its first loop, ${message}`);
    if (/^(ModuleNotFound|Import)Error/.test(text)) {
      throw new BridgeError(
        'import',
        `${options.python} cannot import ${options.module}: ${text}; install it for that interpreter, or add its folder with --python-path`,
      );
    }
    throw new BridgeError('factory', `the factory ${where} is not usable: ${text}`);
  }
}
