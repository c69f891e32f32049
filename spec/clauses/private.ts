/** Chapter: the private methods that carry connections. */
import type { Clause } from '../clause';

export const privateMethods = [
  {
    id: 'private.make_socket.accepted_call',
    level: 'should',
    profile: 'server',
    statement:
      "For a connection that a server accepted _make_socket_transport() is called with socket and protocol, and by name with a waiter, the client's address as extra, and the server.",
    api: ['BaseEventLoop._make_socket_transport', 'loop.create_server'],
    source: 'asyncio.selector_events _accept_connection2()',
    since: '3.4',
  },
  {
    id: 'private.make_ssl.accepted_call',
    level: 'should',
    profile: 'net.tls',
    statement:
      'For a TLS connection that a server accepted _make_ssl_transport() is called with socket, protocol and context, and by name with a waiter, server_side, extra, the server and its timeouts.',
    api: ['BaseEventLoop._make_ssl_transport', 'loop.create_server(ssl)'],
    source: 'asyncio.selector_events _accept_connection2()',
    since: '3.11',
    needs: ['tls'],
  },
  {
    id: 'private.subprocess.wait',
    level: 'should',
    profile: 'subprocess',
    statement:
      'The transport of a process has a coroutine _wait() that gives the return code, also once the process has ended.',
    api: ['BaseSubprocessTransport._wait'],
    source: 'asyncio.base_subprocess _wait()',
    since: '3.4',
    needs: ['unix', 'subprocess'],
  },
  {
    id: 'private.subprocess.start_hook',
    level: 'should',
    profile: 'private',
    statement:
      'A subclass of BaseSubprocessTransport starts its process in _start() and tells its end by _process_exited(), from which process_exited() and connection_lost() follow; the class itself has no _start().',
    api: ['BaseSubprocessTransport._start', 'BaseSubprocessTransport._process_exited'],
    source: 'test_subprocess.SubprocessTransportTests.test_proc_exited',
    since: '3.4',
    pythonOnly: "the base class is Python's",
  },
  {
    id: 'private.flow_control_mixin',
    level: 'should',
    profile: 'private',
    statement:
      '_FlowControlMixin pauses the protocol when the buffer of its transport goes above the high mark and resumes it at the low one, each once.',
    api: ['_FlowControlMixin'],
    source: 'asyncio.transports _FlowControlMixin',
    since: '3.4',
    pythonOnly: "the base class is Python's",
  },
] as const satisfies readonly Clause[];
