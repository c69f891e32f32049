/**
 * What a test relies on besides its own clause, as seen on a loop that keeps the contract: the names of the API that it
 * calls or replaces, whether it uses what they return, the means of the kit, and whether it minds that a stop comes an iteration late.
 * The names are `loop.call_soon`, `future.set_result`, `task.cancel`, `handle.cancel`, `asyncio.gather`, `env.run`;
 * `loop.call_soon()` stands for a use of what the call returned, `loop.create_task(context)` for a call with that option.
 * `inner future.result` is a call that the reference made by itself meanwhile: another loop may do without.
 */
import { sep } from 'node:path';
import type { AbstractEventLoop, AsyncioModule, Coroutine, PythonHost, Subject } from '../../spec';
import { Environment } from './environment';
import { runTest } from './judge';
import { openLedger } from './ledger';
import type { TestCase } from './suite';

/** Seconds for a test of Python loops, whose Python answers nothing here. */
const BARREN = 0.03;
const SUITES = `${sep}suites${sep}`;
/** What the kit does around each test is no doing of the test's. */
const AROUND = ['environment', 'judge', 'module-state', 'factory', 'reliance'].map(
  (name) => `${sep}support${sep}${name}.`,
);
const MEANS = ['run', 'runForever', 'spin', 'fromHost', 'newLoop', 'takeReports', 'collectGarbage'] as const;

/** What makes a report of which a loop's log tells. */
const REPORTING = ['loop.call_exception_handler', 'loop.default_exception_handler'];

type Method = (this: unknown, ...args: unknown[]) => unknown;

export class RelianceRecorder {
  readonly #subject: Subject;
  readonly #asyncio: AsyncioModule;
  #names = new Set<string>();
  #origins = new WeakMap<object, string>();
  #stopsLate = false;
  /** The body of the test is underway: what the kit does before and after is none of its own. */
  #isUnderway = false;

  /** Prototypes that are watched already. */
  readonly #seen = new Set<object>([Object.prototype, Array.prototype, Promise.prototype]);

  /** Puts itself between the tests and the classes of `subject`, for good: it wants a process of its own. */
  static async install(subject: Subject, asyncio: AsyncioModule): Promise<RelianceRecorder> {
    const recorder = new RelianceRecorder(subject, asyncio);
    const loop = await subject.newEventLoop();
    const seen = recorder.#seen;
    recorder.#watch(
      loop.callLater(0, () => {}),
      'handle',
      seen,
    );
    recorder.#watch(asyncio.Task.prototype as object, 'task', seen, asyncio.Future.prototype as object);
    recorder.#watch(Object.create(asyncio.Future.prototype as object) as object, 'future', seen);
    recorder.#watch(loop, 'loop', seen);
    await recorder.#meetTransports(loop);
    loop.close();
    const { error } = console;
    Object.defineProperty(console, 'error', {
      get: () => error,
      set: (value: unknown) => {
        if (value !== error) recorder.#names.add('log');
      },
    });
    for (const name of MEANS) recorder.#wrap(Environment.prototype, name, `env.${name}`, isFromSuite);
    return recorder;
  }

  private constructor(subject: Subject, asyncio: AsyncioModule) {
    this.#subject = subject;
    this.#asyncio = new Proxy(asyncio, {
      get: (target, key, receiver) => {
        if (typeof key === 'string' && isFromSuite()) this.#names.add(`asyncio.${snake(key)}`);
        return Reflect.get(target, key, receiver) as unknown;
      },
    });
  }

  async record(test: TestCase): Promise<readonly string[]> {
    this.#names = new Set();
    if (test.options.on === 'python' || /\benv\.python\b/.test(String(test.body))) await this.#runBarren(test);
    else {
      const passed = await this.#run(test);
      const names = this.#names;
      this.#names = new Set();
      this.#stopsLate = passed && (names.has('loop.stop') || names.has('env.spin'));
      if (this.#stopsLate && !(await this.#run(test))) names.add('loop.stop in time');
      this.#stopsLate = false;
      this.#names = names;
    }
    if (this.#names.has('log') && REPORTING.some((name) => this.#names.has(name))) this.#names.add('log of a report');
    return [...this.#names].sort();
  }

  async #run(test: TestCase): Promise<boolean> {
    const body: TestCase['body'] = async (world) => {
      this.#isUnderway = true;
      try {
        await test.body(world);
      } finally {
        this.#isUnderway = false;
      }
    };
    try {
      await runTest({ ...test, body }, this.#subject, this.#asyncio);
      return true;
    } catch {
      return false;
    }
  }

  /** The names in the Python text count, though nobody runs it. */
  async #runBarren(test: TestCase): Promise<void> {
    const python = {
      version: [3, 14, 0] as const,
      implementation: 'none',
      exec: (source: string) => {
        for (const [, receiver = '', name = ''] of source.matchAll(/\b([A-Za-z_]\w*)\.([A-Za-z_]\w*)/g)) {
          const known = receiver === 'asyncio' ? 'asyncio' : receiver === 'loop' ? 'loop' : '?';
          this.#names.add(`${known}.${name}`);
        }
        return undefined;
      },
    } satisfies PythonHost;
    openLedger();
    const subject = { ...this.#subject, python };
    const loop = await subject.newEventLoop();
    const env = new Environment(subject, loop);
    loop.setExceptionHandler(env.report);
    const body = (async () => test.body({ loop, asyncio: this.#asyncio, subject, env }))();
    await Promise.race([body.catch(() => {}), new Promise((resolve) => setTimeout(resolve, BARREN * 1000))]);
    await env.cleanUp();
    try {
      loop.close();
    } catch {
      // It may still run: nobody is going to ask it anything.
    }
  }

  /** Some tests get transports only as what a protocol is told of: their classes are to be watched before. */
  async #meetTransports(loop: AbstractEventLoop): Promise<void> {
    const { BaseProtocol, DatagramProtocol, SubprocessProtocol } = this.#asyncio;
    const meet = (value: unknown): void => {
      this.#meet(value);
    };
    function* meeting(): Coroutine<void> {
      const local = { localAddr: ['127.0.0.1', 0] } as const;
      const [datagrams] = yield* loop.createDatagramEndpoint(() => new DatagramProtocol(), local);
      meet(datagrams);
      datagrams.close();
      const server = yield* loop.createServer(() => new BaseProtocol(), '127.0.0.1', 0);
      meet(server);
      const [, port] = server.sockets[0]?.getsockname() as readonly [string, number];
      const [transport] = yield* loop.createConnection(() => new BaseProtocol(), '127.0.0.1', port);
      meet(transport);
      transport.abort();
      server.close();
      const [child] = yield* loop.subprocessExec(() => new SubprocessProtocol(), ['true']);
      meet(child);
      child.close();
      yield;
    }
    try {
      await loop.runUntilComplete(meeting());
    } catch {
      // A host without sockets has no such tests.
    }
  }

  /** Watches the class of a transport or a server that a call gave. */
  #meet(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      this.#meet(value[0]);
    } else if ('getExtraInfo' in value) {
      this.#watch(Object.getPrototypeOf(value) as object, 'transport', this.#seen);
    } else if ('isServing' in value && 'waitClosed' in value) {
      this.#watch(Object.getPrototypeOf(value) as object, 'server', this.#seen);
    }
  }

  /** The methods of `object` and of what it inherits from. */
  #watch(object: object, prefix: string, seen: Set<object>, until: object | null = null): void {
    for (
      let proto: object | null = object;
      proto !== null && proto !== until && !seen.has(proto);
      proto = Object.getPrototypeOf(proto) as object | null
    ) {
      seen.add(proto);
      for (const key of Reflect.ownKeys(proto)) {
        if (key === 'constructor' || (typeof key === 'symbol' && key !== Symbol.iterator)) continue;
        this.#wrap(proto, key, `${prefix}.${typeof key === 'symbol' ? '__await__' : snake(key)}`, isFromSuite);
      }
    }
  }

  #wrap(holder: object, key: PropertyKey, name: string, isNoted: (above: Method) => boolean): void {
    const descriptor = Object.getOwnPropertyDescriptor(holder, key);
    if (descriptor?.configurable !== true) return;
    const around = (sound: Method): Method => {
      // eslint-disable-next-line @typescript-eslint/no-this-alias -- a method of another object calls it
      const recorder = this;
      return function watched(this: unknown, ...args: unknown[]): unknown {
        const noted = isNoted(watched);
        if (noted) recorder.#note(name, this, args);
        else if (recorder.#isUnderway && !name.startsWith('env.')) recorder.#names.add(`inner ${name}`);
        if (recorder.#stopsLate && name === 'loop.stop') return recorder.#stopLate(this as AbstractEventLoop, sound);
        const value = Reflect.apply(sound, this, args);
        if (noted) recorder.#meet(value);
        if (noted && typeof value === 'object' && value !== null && !recorder.#origins.has(value)) {
          recorder.#origins.set(value, `${name}()`);
        }
        return value;
      };
    };
    if (typeof descriptor.value === 'function' && name.startsWith('loop.')) {
      this.#wrapReplaceable(holder, key, name, around(descriptor.value as Method));
    } else if (typeof descriptor.value === 'function') {
      Object.defineProperty(holder, key, { ...descriptor, value: around(descriptor.value as Method) });
    } else if (descriptor.get !== undefined) {
      Object.defineProperty(holder, key, { ...descriptor, get: around(descriptor.get as Method) });
    }
  }

  /** A test that puts a method of its own in the place of the loop's relies on the loop to call it. */
  #wrapReplaceable(holder: object, key: PropertyKey, name: string, method: Method): void {
    const noteReplaced = (): void => {
      if (isFromSuite(replace)) this.#names.add(`${name} replaced`);
    };
    const replace = function (this: object, value: unknown): void {
      noteReplaced();
      Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true });
    };
    Object.defineProperty(holder, key, { configurable: true, enumerable: false, get: () => method, set: replace });
  }

  #note(name: string, self: unknown, args: readonly unknown[]): void {
    this.#names.add(name);
    if (name === 'loop.call_soon' && Array.isArray(args[1]) && args[1].length > 0)
      this.#names.add('loop.call_soon(args)');
    if (name === 'loop.stop' && !(self as AbstractEventLoop).isRunning()) this.#names.add('loop.stop before a run');
    if (name === 'transport.get_extra_info' && typeof args[0] === 'string') this.#names.add(`${name}(${args[0]})`);
    for (const option of args.flatMap(optionsIn)) this.#names.add(`${name}(${option})`);
    for (const value of [self, ...args]) {
      const origin = typeof value === 'object' && value !== null ? this.#origins.get(value) : undefined;
      if (origin !== undefined) this.#names.add(origin);
    }
  }

  #stopLate(loop: AbstractEventLoop, stop: Method): unknown {
    if (loop.isRunning()) loop.callSoon(() => Reflect.apply(stop, loop, []));
    else return Reflect.apply(stop, loop, []);
    return undefined;
  }
}

/** The names of the options that are given with a value, `ssl` only where it asks for TLS. */
function optionsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.entries(value).flatMap(([name, given]) =>
    given === undefined || given === null || given === false ? [] : [snake(name)],
  );
}

/** Whether the function that called the one called `above` stands in a suite. */
function isFromSuite(above: (...args: never[]) => unknown = isFromSuite): boolean {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = above === isFromSuite ? 2 : 1;
    Error.prepareStackTrace = (_error, sites) => sites.map((site) => site.getFileName() ?? '');
    Error.captureStackTrace(holder, above);
    const file = (holder.stack as readonly string[]).at(-1) ?? '';
    return file.includes(SUITES) && !AROUND.some((part) => file.includes(part));
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function snake(name: string): string {
  return /^_*[A-Z]/.test(name) ? name : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
