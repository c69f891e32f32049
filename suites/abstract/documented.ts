/** The methods of a loop as asyncio's documentation gives them: whose parameters a program may name, and their defaults. */
import { appliesTo, NEWEST_CONTRACT, type ContractVersion, type Subject } from '../../spec';

/** One method. The signature is written as Python writes it, without `self`. */
export interface Documented {
  readonly method: string;
  readonly signature: string;
  /** Parameters that are younger than the method, with the version that brought them. */
  readonly later?: Readonly<Record<string, ContractVersion>>;
}

/** One parameter; the default is a Python literal. */
export interface Parameter {
  readonly name: string;
  readonly default: string | null;
  readonly keywordOnly: boolean;
}

const TLS_LATER = { ssl_shutdown_timeout: '3.11' } as const;

/** By what they are about, as documentation has them together. */
export const DOCUMENTED = {
  connections: [
    {
      method: 'create_connection',
      signature:
        'protocol_factory, host=None, port=None, *, ssl=None, family=0, proto=0, flags=0, sock=None, local_addr=None, ' +
        'server_hostname=None, ssl_handshake_timeout=None, ssl_shutdown_timeout=None, happy_eyeballs_delay=None, ' +
        'interleave=None, all_errors=False',
      later: { ...TLS_LATER, all_errors: '3.12' },
    },
    {
      method: 'create_server',
      signature:
        'protocol_factory, host=None, port=None, *, family=0, flags=1, sock=None, backlog=100, ssl=None, ' +
        'reuse_address=None, reuse_port=None, keep_alive=None, ssl_handshake_timeout=None, ssl_shutdown_timeout=None, ' +
        'start_serving=True',
      later: { ...TLS_LATER, keep_alive: '3.13' },
    },
    {
      method: 'connect_accepted_socket',
      signature: 'protocol_factory, sock, *, ssl=None, ssl_handshake_timeout=None, ssl_shutdown_timeout=None',
      later: TLS_LATER,
    },
  ],

  unix: [
    {
      method: 'create_unix_connection',
      signature:
        'protocol_factory, path=None, *, ssl=None, sock=None, server_hostname=None, ssl_handshake_timeout=None, ' +
        'ssl_shutdown_timeout=None',
      later: TLS_LATER,
    },
    {
      method: 'create_unix_server',
      signature:
        'protocol_factory, path=None, *, sock=None, backlog=100, ssl=None, ssl_handshake_timeout=None, ' +
        'ssl_shutdown_timeout=None, start_serving=True, cleanup_socket=True',
      later: { ...TLS_LATER, cleanup_socket: '3.13' },
    },
  ],

  datagrams: [
    {
      method: 'create_datagram_endpoint',
      signature:
        'protocol_factory, local_addr=None, remote_addr=None, *, family=0, proto=0, flags=0, reuse_port=None, ' +
        'allow_broadcast=None, sock=None',
    },
  ],

  /** What is left out has a name in the documentation that CPython's own loops do not know: the count of `sock_recv()`. */
  sockets: [
    { method: 'sock_recv', signature: 'sock' },
    { method: 'sock_recv_into', signature: 'sock, buf' },
    { method: 'sock_sendall', signature: 'sock, data' },
    { method: 'sock_connect', signature: 'sock, address' },
    { method: 'sock_accept', signature: 'sock' },
    { method: 'sock_sendfile', signature: 'sock, file, offset=0, count=None, *, fallback=True' },
  ],

  socketDatagrams: [
    { method: 'sock_recvfrom', signature: 'sock, bufsize' },
    { method: 'sock_recvfrom_into', signature: 'sock, buf, nbytes=0' },
    { method: 'sock_sendto', signature: 'sock, data, address' },
  ],

  descriptors: [
    { method: 'add_reader', signature: 'fd, callback, *args' },
    { method: 'remove_reader', signature: 'fd' },
    { method: 'add_writer', signature: 'fd, callback, *args' },
    { method: 'remove_writer', signature: 'fd' },
  ],

  signals: [
    { method: 'add_signal_handler', signature: 'sig, callback, *args' },
    { method: 'remove_signal_handler', signature: 'sig' },
  ],

  pipes: [
    { method: 'connect_read_pipe', signature: 'protocol_factory, pipe' },
    { method: 'connect_write_pipe', signature: 'protocol_factory, pipe' },
  ],

  /** The program of `subprocess_exec()` is the first of its `*args`. */
  subprocesses: [
    { method: 'subprocess_exec', signature: 'protocol_factory, *args, stdin=-1, stdout=-1, stderr=-1' },
    { method: 'subprocess_shell', signature: 'protocol_factory, cmd, *, stdin=-1, stdout=-1, stderr=-1' },
  ],

  lookups: [
    { method: 'getaddrinfo', signature: 'host, port, *, family=0, type=0, proto=0, flags=0' },
    { method: 'getnameinfo', signature: 'sockaddr, flags=0' },
  ],

  tls: [
    {
      method: 'start_tls',
      signature:
        'transport, protocol, sslcontext, *, server_side=False, server_hostname=None, ssl_handshake_timeout=None, ' +
        'ssl_shutdown_timeout=None',
      later: TLS_LATER,
    },
  ],

  sendfile: [{ method: 'sendfile', signature: 'transport, file, offset=0, count=None, *, fallback=True' }],

  /** The plain methods that take arguments. */
  plain: [
    { method: 'run_until_complete', signature: 'future' },
    { method: 'call_soon', signature: 'callback, *args, context=None' },
    { method: 'call_soon_threadsafe', signature: 'callback, *args, context=None' },
    { method: 'call_later', signature: 'delay, callback, *args, context=None' },
    { method: 'call_at', signature: 'when, callback, *args, context=None' },
    { method: 'create_task', signature: 'coro, *, name=None, context=None', later: { context: '3.11' } },
    { method: 'set_task_factory', signature: 'factory' },
    { method: 'run_in_executor', signature: 'executor, func, *args' },
    { method: 'set_default_executor', signature: 'executor' },
    { method: 'set_exception_handler', signature: 'handler' },
    { method: 'default_exception_handler', signature: 'context' },
    { method: 'call_exception_handler', signature: 'context' },
    { method: 'set_debug', signature: 'enabled' },
  ],
} as const satisfies Readonly<Record<string, readonly Documented[]>>;

/** The parameters that `method` has in the version of the contract that `subject` follows. */
export function parametersOf({ signature, later }: Documented, subject: Subject): readonly Parameter[] {
  const version = subject.contract ?? NEWEST_CONTRACT;
  const parameters: Parameter[] = [];
  let keywordOnly = false;
  for (const part of signature.split(', ')) {
    if (part.startsWith('*')) {
      keywordOnly = true;
      continue;
    }
    const [name = '', value = null] = part.split('=');
    const since = later?.[name];
    if (since === undefined || appliesTo({ since }, version)) parameters.push({ name, default: value, keywordOnly });
  }
  return parameters;
}

/** As contracts in TypeScript spell it. */
export function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
