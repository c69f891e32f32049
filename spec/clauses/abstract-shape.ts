/** Chapter: AbstractEventLoop. What a loop under test shows before it does anything: every documented method is there. */
import type { Clause } from '../clause';
import { GROUPS, type Group } from './abstract-groups';

type Shape<Id extends string> = Pick<Clause, 'statement' | 'note'> & { readonly id: Id };

function shape<const Id extends string>(group: Group, clause: Shape<Id>): Clause & Shape<Id> {
  return { ...group, level: 'must', ...clause };
}

export const abstractShape = [
  shape(GROUPS.core, {
    id: 'abstract.shape.core',
    statement:
      'A loop has each documented method to run, stop and close it, schedule callbacks and handle exceptions, and each can be called.',
    note: 'A program calls them on whatever loop it is given, and meets a missing one only in production.',
  }),
  shape(GROUPS.timers, {
    id: 'abstract.shape.timers',
    statement: 'A loop has each documented method to tell the time and schedule timers, and each can be called.',
    note: 'Every timeout and every sleep calls them.',
  }),
  shape(GROUPS.tasks, {
    id: 'abstract.shape.tasks',
    statement:
      'A loop has each documented method to make futures and tasks and set the task factory, and each can be called.',
    note: 'Libraries make their futures and tasks by them and not by classes.',
  }),
  shape(GROUPS.executors, {
    id: 'abstract.shape.executors',
    statement: 'A loop has each documented method to run functions in executors, and each can be called.',
    note: 'to_thread() and name look-ups call them.',
  }),
  shape(GROUPS.signals, {
    id: 'abstract.shape.signals',
    statement: 'A loop has each documented method to add and remove signal handlers, and each can be called.',
    note: 'Servers call them when they start.',
  }),
  shape(GROUPS.connections, {
    id: 'abstract.shape.connections',
    statement: 'A loop has each documented method to make connections and servers, and each can be called.',
    note: 'Streams and every network library are built on them.',
  }),
  shape(GROUPS.executorShutdown, {
    id: 'abstract.shape.executor_shutdown',
    statement: 'A loop has the documented method shutdown_default_executor(), and it can be called.',
    note: 'run() awaits it at its end.',
  }),
  shape(GROUPS.unix, {
    id: 'abstract.shape.unix',
    statement:
      'A loop has all documented methods that make connections and servers on unix sockets, and each can be called.',
    note: 'Local services listen and are reached by them.',
  }),
  shape(GROUPS.datagrams, {
    id: 'abstract.shape.datagrams',
    statement: 'A loop has the documented method create_datagram_endpoint(), and it can be called.',
    note: 'Name servers and clients of UDP begin with it.',
  }),
  shape(GROUPS.sockets, {
    id: 'abstract.shape.sockets',
    statement: 'A loop has all documented methods that work on bare stream sockets, and each can be called.',
    note: 'Libraries that bring their own sockets drive them by these.',
  }),
  shape(GROUPS.socketDatagrams, {
    id: 'abstract.shape.socket_datagrams',
    statement: 'A loop has all documented methods that exchange datagrams on bare sockets, and each can be called.',
    note: 'Clients of UDP that bring their own sockets drive them by these.',
  }),
  shape(GROUPS.descriptors, {
    id: 'abstract.shape.descriptors',
    statement: 'A loop has all documented methods that watch descriptors, and each can be called.',
    note: 'Drivers of databases and message queues wait for their own descriptors by them.',
  }),
  shape(GROUPS.pipes, {
    id: 'abstract.shape.pipes',
    statement: 'A loop has all documented methods that connect pipes, and each can be called.',
    note: 'Programs that talk over their standard streams begin with them.',
  }),
  shape(GROUPS.subprocesses, {
    id: 'abstract.shape.subprocesses',
    statement: 'A loop has all documented methods that start processes, and each can be called.',
    note: 'asyncio.create_subprocess_exec() and create_subprocess_shell() call them.',
  }),
  shape(GROUPS.lookups, {
    id: 'abstract.shape.lookups',
    statement: 'A loop has all documented methods that look up names and addresses, and each can be called.',
    note: 'Every connection to a name begins with a look-up.',
  }),
  shape(GROUPS.tls, {
    id: 'abstract.shape.tls',
    statement: 'A loop has the documented method start_tls(), and it can be called.',
    note: 'Protocols that change to TLS midway, such as SMTP, call it.',
  }),
  shape(GROUPS.sendfile, {
    id: 'abstract.shape.sendfile',
    statement: 'A loop has the documented method sendfile(), and it can be called.',
    note: 'Servers of files hand whole files over by it.',
  }),
  shape(GROUPS.handles, {
    id: 'abstract.shape.handles',
    statement: 'A handle of a loop has the documented methods cancel() and cancelled(), and each can be called.',
    note: 'Programs take back what they scheduled.',
  }),
  shape(GROUPS.timerHandles, {
    id: 'abstract.shape.timer_handles',
    statement:
      'A timer handle of a loop has the documented methods cancel(), cancelled() and when(), and each can be called.',
    note: 'Programs put off a deadline by what when() tells.',
  }),
  shape(GROUPS.servers, {
    id: 'abstract.shape.servers',
    statement: 'A server of a loop has each documented method and the attribute sockets.',
    note: 'Programs hold the server for as long as they run, and call most of its methods when they end.',
  }),
  shape(GROUPS.serverClients, {
    id: 'abstract.shape.server_clients',
    statement:
      'A server of a loop has the documented methods close_clients() and abort_clients(), and each can be called.',
    note: 'Programs call them when they end, which is when a missing one does most harm.',
  }),
  shape(GROUPS.transports, {
    id: 'abstract.shape.transports',
    statement: 'A transport of a stream connection has each documented method to read, write, pause and close it.',
    note: 'Streams and libraries of protocols call each of them.',
  }),
];
