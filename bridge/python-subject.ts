/** A Python interpreter behind a session, as a subject. */
import type { AbstractEventLoop, AsyncioModule, ContractVersion, PythonHost, Subject } from '../spec';
import { BridgeError } from './errors';
import { Session } from './session';
import type { Json, Transport } from './transport';

export interface Hello {
  readonly protocol: number;
  readonly version: readonly [number, number, number];
  readonly implementation: string;
  readonly pid: number;
}

export interface FactoryFacts {
  readonly base: boolean;
  readonly class: string;
  readonly version: string;
}

const PROTOCOL = 1;

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
export function moduleOf(session: Session): AsyncioModule {
  return new Proxy(Object.create(null) as object, {
    get: (_target, name) => (typeof name === 'symbol' || name === 'then' ? undefined : session.api(name)),
    has: (_target, name) => typeof name === 'string' && session.api(name) !== undefined,
  }) as AsyncioModule;
}

export function pythonHost(session: Session, hello: Hello): PythonHost {
  return {
    version: hello.version,
    implementation: hello.implementation,
    exec: (source, bindings = {}) => session.exec(source, bindings),
  };
}

type Overrides = Pick<Subject, 'name' | 'kind'> & Partial<Subject>;

export function pythonSubject(session: Session, transport: Transport, hello: Hello, overrides: Overrides): Subject {
  const version = hello.version.join('.') as ContractVersion;
  return {
    contract: version,
    runtime: `${hello.implementation} ${version}`,
    newEventLoop: () => session.decode(session.ask({ op: 'new_loop' }) as Json) as AbstractEventLoop,
    asyncio: moduleOf(session),
    python: pythonHost(session, hello),
    collectGarbage: () => session.collect(collector()),
    beforeTest: () => {
      session.reset();
    },
    dispose: () => transport.close(),
    ...overrides,
  };
}

function collector(): () => void {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error('no garbage collector at hand: run node with --expose-gc');
  return gc;
}
