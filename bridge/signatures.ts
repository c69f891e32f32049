/**
 * How the arguments of a call map: which parameter of ours is Python's `*args`, which is a dict, which is the trailing
 * options object that becomes keyword arguments. By our name, for methods, functions and classes alike.
 */

/** Index of the array that is spread into positional arguments. */
export const ARGS_AT: Readonly<Record<string, number>> = {
  callSoon: 1,
  callSoonThreadsafe: 1,
  callLater: 2,
  callAt: 2,
  runInExecutor: 2,
  addReader: 2,
  addWriter: 2,
  _addReader: 2,
  _addWriter: 2,
  addSignalHandler: 2,
  run: 1,
  submit: 1,
  gather: 0,
  subprocessExec: 1,
};

/** Index of the parameter that Python wants as a dict. */
export const DICT_AT: Readonly<Record<string, number>> = {
  callExceptionHandler: 0,
  defaultExceptionHandler: 0,
  BaseTransport: 0,
  ReadTransport: 0,
  WriteTransport: 0,
  Transport: 0,
  DatagramTransport: 0,
  SubprocessTransport: 0,
};

/** Index of the parameter that is an address: an array of ours, which Python takes as a tuple only. */
export const ADDRESS_AT: Readonly<Record<string, number>> = {
  bind: 0,
  connect: 0,
  connectEx: 0,
  getnameinfo: 0,
  _ensureResolved: 0,
  sendto: 1,
  sockConnect: 1,
  sockSendto: 2,
  _makeDatagramTransport: 2,
};

/** Options that are addresses, whatever the call. */
export const ADDRESS_OPTIONS: ReadonlySet<string> = new Set(['address', 'localAddr', 'remoteAddr']);

/** Options that are dicts: with names of Python's as keys, or with keys that are no names and stay as they are. */
export const DICT_OPTIONS: Readonly<Record<string, 'names' | 'text'>> = { extra: 'names', env: 'text' };

/** Functions of ours, called by Python, whose result is rows of names and addresses. */
export const RETURNS_ADDRESSES: ReadonlySet<string> = new Set(['getaddrinfo', '_ensureResolved']);

/** Index of the buffer that Python fills. */
export const ROOM_AT: Readonly<Record<string, number>> = {
  recvInto: 0,
  recvfromInto: 0,
  readinto: 0,
  sockRecvInto: 1,
  sockRecvfromInto: 1,
};

/** Functions of ours, called by Python, whose result is a buffer that Python fills. */
export const RETURNS_ROOM: ReadonlySet<string> = new Set(['getBuffer']);

/** Index of the options object. */
export const OPTIONS_AT: Readonly<Record<string, number>> = {
  callSoon: 2,
  callSoonThreadsafe: 2,
  callLater: 3,
  callAt: 3,
  createTask: 1,
  Future: 0,
  Task: 1,
  addDoneCallback: 1,
  getStack: 0,
  printStack: 0,
  setWriteBufferLimits: 0,
  ensureFuture: 1,
  wrapFuture: 1,
  gather: 1,
  wait: 1,
  asCompleted: 1,
  ContextVar: 1,
  Runner: 0,
  run: 1,
  shutdown: 0,
  ThreadPoolExecutor: 0,
  createConnection: 3,
  createServer: 3,
  createUnixConnection: 2,
  createUnixServer: 2,
  connectAcceptedSocket: 2,
  createDatagramEndpoint: 1,
  startTls: 3,
  sendfile: 4,
  sockSendfile: 4,
  getaddrinfo: 2,
  subprocessExec: 2,
  subprocessShell: 2,
  _ensureResolved: 1,
  _makeSocketTransport: 3,
  _makeSslTransport: 4,
  _makeSubprocessTransport: 7,
  createDefaultContext: 0,
};

/** Methods that run a loop: they return a promise, and node stays live meanwhile. */
export const RUNS: ReadonlySet<string> = new Set(['runForever', 'runUntilComplete']);

/** Likewise for classes of which all calls of this name run a loop. */
export const RUNS_OF: Readonly<Record<string, ReadonlySet<string>>> = {
  Runner: new Set(['run', 'close']),
};

/** Functions of the module that run a loop. */
export const RUN_FUNCTIONS: ReadonlySet<string> = new Set(['run']);

export interface PythonArguments {
  readonly positional: readonly unknown[];
  readonly keywords: Readonly<Record<string, unknown>>;
  /** Index in `positional` of the one to be sent as a dict. */
  readonly dict?: number;
}

export function isOptions(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Our arguments as Python's. */
export function toPython(name: string, args: readonly unknown[]): PythonArguments {
  const positional = [...args];
  let keywords: Record<string, unknown> = {};
  const optionsAt = OPTIONS_AT[name];
  if (optionsAt !== undefined && positional.length === optionsAt + 1 && isOptions(positional[optionsAt])) {
    keywords = Object.fromEntries(
      Object.entries(positional.pop() as Record<string, unknown>).filter(([, value]) => value !== undefined),
    );
  }
  while (positional.length > 0 && positional[positional.length - 1] === undefined && optionsAt !== undefined)
    positional.pop();
  const argsAt = ARGS_AT[name];
  if (argsAt !== undefined && Array.isArray(positional[argsAt])) {
    positional.splice(argsAt, 1, ...(positional[argsAt] as unknown[]));
  }
  const dict = DICT_AT[name];
  return dict === undefined ? { positional, keywords } : { positional, keywords, dict };
}

/** Python's arguments as ours, for a method of one of our objects. */
export function fromPython(
  name: string | null,
  positional: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
): unknown[] {
  const args = [...positional];
  const hasKeywords = Object.keys(keywords).length > 0;
  const argsAt = name === null ? undefined : ARGS_AT[name];
  if (argsAt !== undefined && (args.length > argsAt || hasKeywords)) args.push(args.splice(argsAt));
  const optionsAt = name === null ? undefined : OPTIONS_AT[name];
  if (hasKeywords) {
    while (optionsAt !== undefined && args.length < optionsAt) args.push(undefined);
    args.push({ ...keywords });
  }
  return args;
}
