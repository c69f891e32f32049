/** Chapter: AbstractEventLoop. How the methods of a loop under test are called: what the coroutine methods return, and which parameters have names. */
import type { Clause } from '../clause';
import { GROUPS, type Group } from './abstract-groups';

const PYTHON_ONLY = 'parameter names are no part of a call in JavaScript';

type Named<Id extends string> = Clause & { readonly id: Id };

/** `create_task()`, `create_future() and create_task()`. */
function methods({ api }: Group, conjunction: 'and' | 'or'): string {
  const names = api.map((name) => `${name.replace('loop.', '')}()`);
  const last = names.pop() ?? '';
  return names.length === 0 ? last : `${names.join(', ')} ${conjunction} ${last}`;
}

/** Of a group of coroutine methods: they return, and raise nothing. */
function awaitable<const Id extends string>(group: Group, { id }: { readonly id: Id }): Named<Id> {
  return {
    ...group,
    id,
    level: 'must',
    statement: `A call of ${methods(group, 'or')} of a loop returns a coroutine or another awaitable, and raises nothing by itself.`,
    note: 'Programs hand the result to gather(), wait_for() and create_task(), and meet an error where they await it.',
  };
}

/** Of a group of methods: they accept the options of `api` by keyword. */
function options<const Id extends string>(group: Group, of: Pick<Named<Id>, 'id' | 'statement' | 'api'>): Named<Id> {
  return {
    ...group,
    ...of,
    level: 'must',
    note: 'A call that names an unknown parameter fails, whatever its value.',
    pythonOnly: PYTHON_ONLY,
  };
}

/** Of a group of methods: their parameters have the documented names and defaults. */
function parameters<const Id extends string>(group: Group, { id }: { readonly id: Id }): Named<Id> {
  return {
    ...group,
    id,
    level: 'should',
    statement: `${methods(group, 'and')} of a loop ${group.api.length === 1 ? 'has' : 'have'} the documented parameters by their names, and the documented defaults where the signature can be seen.`,
    pythonOnly: PYTHON_ONLY,
  };
}

/** What a coroutine method returns. */
export const abstractCoroutines = [
  awaitable(GROUPS.connections, { id: 'abstract.coroutine.connections' }),
  awaitable(GROUPS.unix, { id: 'abstract.coroutine.unix' }),
  awaitable(GROUPS.datagrams, { id: 'abstract.coroutine.datagrams' }),
  awaitable(GROUPS.sockets, { id: 'abstract.coroutine.sockets' }),
  awaitable(GROUPS.socketDatagrams, { id: 'abstract.coroutine.socket_datagrams' }),
  awaitable(GROUPS.pipes, { id: 'abstract.coroutine.pipes' }),
  awaitable(GROUPS.subprocesses, { id: 'abstract.coroutine.subprocesses' }),
  awaitable(GROUPS.lookups, { id: 'abstract.coroutine.lookups' }),
  awaitable(GROUPS.tls, { id: 'abstract.coroutine.tls' }),
  awaitable(GROUPS.sendfile, { id: 'abstract.coroutine.sendfile' }),
];

/** What can be given to a method by keyword. */
export const abstractParameters = [
  options(GROUPS.connections, {
    id: 'abstract.options.connections',
    statement:
      'create_connection(), create_server() and connect_accepted_socket() of a loop accept every keyword-only parameter that is documented.',
    api: [
      'loop.create_connection(ssl)',
      'loop.create_connection(family)',
      'loop.create_connection(proto)',
      'loop.create_connection(flags)',
      'loop.create_connection(sock)',
      'loop.create_connection(local_addr)',
      'loop.create_connection(server_hostname)',
      'loop.create_connection(ssl_handshake_timeout)',
      'loop.create_connection(happy_eyeballs_delay)',
      'loop.create_connection(interleave)',
      'loop.create_server(family)',
      'loop.create_server(flags)',
      'loop.create_server(sock)',
      'loop.create_server(backlog)',
      'loop.create_server(ssl)',
      'loop.create_server(reuse_address)',
      'loop.create_server(reuse_port)',
      'loop.create_server(ssl_handshake_timeout)',
      'loop.create_server(start_serving)',
      'loop.connect_accepted_socket(ssl)',
      'loop.connect_accepted_socket(ssl_handshake_timeout)',
      'loop.create_connection(ssl_shutdown_timeout)',
      'loop.create_connection(all_errors)',
      'loop.create_server(ssl_shutdown_timeout)',
      'loop.create_server(keep_alive)',
      'loop.connect_accepted_socket(ssl_shutdown_timeout)',
    ],
  }),
  options(GROUPS.unix, {
    id: 'abstract.options.unix',
    statement:
      'create_unix_connection() and create_unix_server() of a loop accept every keyword-only parameter that is documented.',
    api: [
      'loop.create_unix_connection(ssl)',
      'loop.create_unix_connection(sock)',
      'loop.create_unix_connection(server_hostname)',
      'loop.create_unix_connection(ssl_handshake_timeout)',
      'loop.create_unix_server(sock)',
      'loop.create_unix_server(backlog)',
      'loop.create_unix_server(ssl)',
      'loop.create_unix_server(ssl_handshake_timeout)',
      'loop.create_unix_server(start_serving)',
      'loop.create_unix_connection(ssl_shutdown_timeout)',
      'loop.create_unix_server(ssl_shutdown_timeout)',
      'loop.create_unix_server(cleanup_socket)',
    ],
  }),
  options(GROUPS.datagrams, {
    id: 'abstract.options.datagrams',
    statement: 'create_datagram_endpoint() of a loop accepts every keyword-only parameter that is documented.',
    api: [
      'loop.create_datagram_endpoint(family)',
      'loop.create_datagram_endpoint(proto)',
      'loop.create_datagram_endpoint(flags)',
      'loop.create_datagram_endpoint(reuse_port)',
      'loop.create_datagram_endpoint(allow_broadcast)',
      'loop.create_datagram_endpoint(sock)',
    ],
  }),
  options(GROUPS.sockets, {
    id: 'abstract.options.sockets',
    statement: 'sock_sendfile() of a loop accepts every keyword-only parameter that is documented.',
    api: ['loop.sock_sendfile(fallback)'],
  }),
  options(GROUPS.subprocesses, {
    id: 'abstract.options.subprocesses',
    statement:
      'subprocess_exec() and subprocess_shell() of a loop accept every keyword-only parameter that is documented.',
    api: [
      'loop.subprocess_exec(stdin)',
      'loop.subprocess_exec(stdout)',
      'loop.subprocess_exec(stderr)',
      'loop.subprocess_shell(stdin)',
      'loop.subprocess_shell(stdout)',
      'loop.subprocess_shell(stderr)',
    ],
  }),
  options(GROUPS.lookups, {
    id: 'abstract.options.lookups',
    statement: 'getaddrinfo() of a loop accepts every keyword-only parameter that is documented.',
    api: ['loop.getaddrinfo(family)', 'loop.getaddrinfo(type)', 'loop.getaddrinfo(proto)', 'loop.getaddrinfo(flags)'],
  }),
  options(GROUPS.tls, {
    id: 'abstract.options.tls',
    statement: 'start_tls() of a loop accepts every keyword-only parameter that is documented.',
    api: [
      'loop.start_tls(server_side)',
      'loop.start_tls(server_hostname)',
      'loop.start_tls(ssl_handshake_timeout)',
      'loop.start_tls(ssl_shutdown_timeout)',
    ],
  }),
  options(GROUPS.sendfile, {
    id: 'abstract.options.sendfile',
    statement: 'sendfile() of a loop accepts every keyword-only parameter that is documented.',
    api: ['loop.sendfile(fallback)'],
  }),
  parameters(GROUPS.connections, { id: 'abstract.parameters.connections' }),
  parameters(GROUPS.unix, { id: 'abstract.parameters.unix' }),
  parameters(GROUPS.datagrams, { id: 'abstract.parameters.datagrams' }),
  parameters(GROUPS.sockets, { id: 'abstract.parameters.sockets' }),
  parameters(GROUPS.socketDatagrams, { id: 'abstract.parameters.socket_datagrams' }),
  parameters(GROUPS.descriptors, { id: 'abstract.parameters.descriptors' }),
  parameters(GROUPS.signals, { id: 'abstract.parameters.signals' }),
  parameters(GROUPS.pipes, { id: 'abstract.parameters.pipes' }),
  parameters(GROUPS.subprocesses, { id: 'abstract.parameters.subprocesses' }),
  parameters(GROUPS.lookups, { id: 'abstract.parameters.lookups' }),
  parameters(GROUPS.tls, { id: 'abstract.parameters.tls' }),
  parameters(GROUPS.sendfile, { id: 'abstract.parameters.sendfile' }),
];
