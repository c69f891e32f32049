/** What subjects on a Python interpreter have in common. Sessions come by function: an interpreter may be replaced. */
import type { AsyncioModule, Declaration, LoopFacts, PythonHost } from '../spec';
import { BridgeError } from './errors';
import type { Session } from './session';

export interface Hello {
  readonly protocol: number;
  readonly version: readonly [number, number, number];
  readonly implementation: string;
  readonly pid: number;
}

export interface FactoryFacts {
  readonly base: boolean;
  readonly class: string;
  readonly loop: LoopFacts;
  readonly version: string;
  /** What the loop's author says of it; of the right form, and no more than that is known. */
  readonly declared?: Declaration;
  /** Why what is said of it has not that form. */
  readonly unfit?: string;
}

const PROTOCOL = 2;

/** @throws BridgeError when the peer is too old or speaks another protocol. */
export function greet(session: Session): Hello {
  const hello = session.ask({ op: 'hello' }) as unknown as Hello;
  if (hello.protocol !== PROTOCOL) {
    throw new BridgeError('no-handshake', `the Python side speaks protocol ${hello.protocol}, this side ${PROTOCOL}`);
  }
  const [major, minor] = hello.version;
  if (major < 3 || (major === 3 && minor < 8)) {
    throw new BridgeError(
      'too-old',
      `Python ${hello.version.join('.')} is too old: 3.8 or later is needed; name another interpreter with --python`,
    );
  }
  session.ask({ op: 'reset' });
  return hello;
}

/** The names of the module, each fetched when first asked for. */
export function moduleOf(session: () => Session): AsyncioModule {
  return new Proxy(Object.create(null) as object, {
    get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : session().api(name)),
    has: (_target, name) => typeof name === 'string' && session().api(name) !== undefined,
  }) as AsyncioModule;
}

export function pythonHost(session: () => Session, hello: Hello): PythonHost {
  return {
    version: hello.version,
    implementation: hello.implementation,
    exec: (source, bindings = {}) => session().exec(source, bindings),
  };
}

/** What the interpreter does at the moment; nothing when it can no longer tell. */
export function stacksOf(session: Session): string | undefined {
  try {
    return session.ask({ op: 'stacks' }) as string;
  } catch {
    return undefined;
  }
}

/** node's garbage collector. */
export function collector(): () => void {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error('no garbage collector at hand: run node with --expose-gc');
  return gc;
}
