/**
 * Whether a subject tells the truth about what it lacks. A profile that a loop does not offer refuses: its methods raise
 * NotImplementedError, as those of AbstractEventLoop do. Profiles that are ways to behave rather than methods of a loop
 * (lifetime, context, debug, private, policy, transport, protocol) have nothing to call, and are taken at the subject's word.
 */
import { NotImplementedError, type AbstractEventLoop, type BaseProtocol, type Profile } from '../../spec';
import { expect, isKind, type TestCase } from '../../suites';

export interface Probe extends Pick<TestCase, 'body'> {
  readonly id: string;
  readonly profile: Profile;
  readonly method: string;
}

function* coroutine(): Generator<never, number, unknown> {
  return 1;
}

/** SIGUSR2, here and in Python. */
const SIGNAL = process.platform === 'darwin' ? 31 : 12;

const protocol: BaseProtocol = {
  connectionMade: () => {},
  connectionLost: () => {},
  pauseWriting: () => {},
  resumeWriting: () => {},
};
const factory = (): never => protocol as never;
/** A literal address, which nothing has to resolve, and a path that names nothing. */
const HOST = '127.0.0.1';
const PATH = '/nonexistent/socket';

const CALLS: readonly (readonly [Profile, string, (loop: AbstractEventLoop) => unknown])[] = [
  ['core', 'call_soon', (loop) => loop.callSoon(() => {})],
  ['task', 'create_task', (loop) => loop.createTask(coroutine())],
  ['time', 'call_later', (loop) => loop.callLater(1, () => {})],
  ['time', 'call_at', (loop) => loop.callAt(1, () => {})],
  ['executor', 'run_in_executor', (loop) => loop.runInExecutor(null, Math.abs, [1])],
  ['signal', 'add_signal_handler', (loop) => loop.addSignalHandler(SIGNAL, () => {})],
  ['signal', 'remove_signal_handler', (loop) => loop.removeSignalHandler(SIGNAL)],
  ['net.tcp', 'create_connection', (loop) => loop.runUntilComplete(loop.createConnection(factory, HOST, 9))],
  ['server', 'create_server', (loop) => loop.runUntilComplete(loop.createServer(factory, HOST, 0))],
  ['net.unix', 'create_unix_connection', (loop) => loop.runUntilComplete(loop.createUnixConnection(factory, PATH))],
  [
    'net.udp',
    'create_datagram_endpoint',
    (loop) => loop.runUntilComplete(loop.createDatagramEndpoint(factory, { localAddr: [HOST, 0] })),
  ],
  ['dns', 'getaddrinfo', (loop) => loop.runUntilComplete(loop.getaddrinfo(HOST, 9))],
  ['sock', 'sock_recv', (loop) => loop.runUntilComplete(loop.sockRecv(null as never, 1))],
  ['fd', 'add_reader', (loop) => loop.addReader(0, () => {})],
  ['pipe', 'connect_read_pipe', (loop) => loop.runUntilComplete(loop.connectReadPipe(factory, null))],
  ['subprocess', 'subprocess_exec', (loop) => loop.runUntilComplete(loop.subprocessExec(factory, ['true']))],
];

/** The name of what a probe fails with when the loop can do what it is said to lack. */
export const OFFERED = 'Offered';

/** What the test of a probe fails with. */
class Offered extends Error {
  override readonly name = OFFERED;
}
class Impolite extends Error {
  override readonly name = 'Impolite';
}

export const PROBES: readonly Probe[] = CALLS.map(([profile, method, call]) => ({
  id: `lacks ${profile}: ${method}`,
  profile,
  method,
  body: async ({ loop }) => {
    let error: unknown;
    try {
      const value = await call(loop);
      error = new Offered(`${method}() works: it returns a value of type ${typeof value}`);
    } catch (thrown) {
      error = isKind(thrown, NotImplementedError)
        ? undefined
        : new Impolite(`${method}() raises ${String(thrown)} instead of NotImplementedError`);
    }
    if (error !== undefined) throw error;
    expect(error).to.equal(undefined);
  },
}));
