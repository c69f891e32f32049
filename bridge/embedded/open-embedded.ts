/** CPython in WebAssembly as a subject. */
import { lacksNetwork } from '../../spec/clause';
import type { AbstractEventLoop, ContractVersion, LoopFacts, Subject } from '../../spec';
import { collector, greet, moduleOf, pythonHost, stacksOf } from '../python-subject';
import { Session } from '../session';
import { EmbeddedTransport } from './embedded-transport';

let embedded: Promise<Subject> | undefined;

/** CPython's own loop over the bridge's simulated selector: nothing of it is another's. */
const LOOP: LoopFacts = { class: 'EmbeddedLoop', module: 'asyncio', own: true, differs: [] };

/** CPython's own scheduling, Future and Task in WebAssembly. Loaded once a process. */
export function openEmbedded(): Promise<Subject> {
  embedded ??= load();
  return embedded;
}

async function load(): Promise<Subject> {
  const session = new Session();
  const transport = await EmbeddedTransport.start(session.serve);
  session.transport = transport;
  session.onWake = () => {
    transport.wake();
  };
  const hello = greet(session);
  const version = hello.version.join('.') as ContractVersion;
  const why = 'CPython in WebAssembly has none';
  return {
    name: 'cpython',
    kind: 'python-embedded',
    version,
    runtime: `${hello.implementation} ${version}`,
    contract: version,
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
      socket: why,
      tls: why,
    },
    lacks: lacksNetwork('CPython in WebAssembly has no sockets and no processes'),
    asyncio: moduleOf(() => session),
    python: pythonHost(() => session, hello),
    loop: LOOP,
    newEventLoop: () => session.decode(session.ask({ op: 'new_loop' })) as AbstractEventLoop,
    collectGarbage: () => session.collect(collector()),
    beforeTest: () => {
      session.reset();
    },
    stacks: () => stacksOf(session),
    takeFault: () => session.faults.take(),
    dispose: () => {
      transport.close();
    },
  };
}
