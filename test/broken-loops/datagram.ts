/** Loops whose datagram endpoints have one fault each; in Python, where there are unix datagram sockets to fill. */
import type { BrokenLoop } from './broken-loop';
import { hanging, python } from './faults';

/** CPython's datagram transport with these methods; `Sound` is the class that they override. */
function transport(breaks: BrokenLoop['breaks'], fault: string, methods: string): BrokenLoop {
  const lines = methods.trim().split('\n');
  const margin = /^ */.exec(methods.replace(/^\n/, ''))?.[0].length ?? 0;
  const body = lines.map((line, index) => `    ${index === 0 ? line : line.slice(margin)}`).join('\n');
  return python(
    breaks,
    fault,
    `from asyncio.selector_events import _SelectorDatagramTransport as Sound
class Broken(Sound):
${body}
loop._make_datagram_transport = lambda sock, protocol, address=None, waiter=None, extra=None: Broken(loop, sock, protocol, address, waiter, extra)
`,
  );
}

/** CPython's create_datagram_endpoint() behind a coroutine `create(factory, local_addr, remote_addr, **options)`; `sound` is the real one. */
function creating(breaks: BrokenLoop['breaks'], fault: string, body: string): BrokenLoop {
  const lines = body.trim().split('\n');
  const margin = /^ */.exec(body.replace(/^\n/, ''))?.[0].length ?? 0;
  const inner = lines.map((line, index) => `    ${index === 0 ? line : line.slice(margin)}`).join('\n');
  return python(
    breaks,
    fault,
    `sound = loop.create_datagram_endpoint
async def create(factory, local_addr=None, remote_addr=None, **options):
${inner}
loop.create_datagram_endpoint = create
`,
  );
}

export const datagram: readonly BrokenLoop[] = [
  creating(
    'datagram.result.pair',
    'the protocol is returned before it is connected',
    `
    protocol = factory()
    loop.call_later(0.01, lambda: None)
    transport, _ = await sound(asyncio.DatagramProtocol, local_addr, remote_addr, **options)
    loop.call_soon(protocol.connection_made, transport)
    transport.set_protocol(protocol)
    return transport, protocol
    `,
  ),
  transport(
    'datagram.unix.sendto_path',
    'a path is an address that is to be looked up',
    `
    def sendto(self, data, addr=None):
        if isinstance(addr, str):
            raise ValueError('the address requires a DNS lookup')
        super().sendto(data, addr)
    `,
  ),
  transport(
    'datagram.close.flushes',
    'a datagram that has to wait a second time is dropped',
    `
    def _sendto_ready(self):
        waiting = len(self._buffer)
        super()._sendto_ready()
        if 0 < len(self._buffer) < waiting:
            self._buffer.popleft()
    `,
  ),
  creating(
    'datagram.local_addr.binds',
    'another address than the given one is bound',
    `
    if local_addr:
        local_addr = ('127.0.0.2', local_addr[1])
    return await sound(factory, local_addr, remote_addr, **options)
    `,
  ),
  creating(
    'datagram.remote_addr.connects',
    'the socket is not connected',
    `
    return await sound(factory, local_addr, remote_addr, **{**options, 'allow_broadcast': True})
    `,
  ),
  python(
    'datagram.remote_addr.filters_senders',
    'the socket is bound and not connected, and says otherwise',
    `
    async def sock_connect(sock, address):
        sock.bind(('127.0.0.1', 0))
    loop.sock_connect = sock_connect
    `,
  ),
  transport(
    'datagram.sendto.addr_must_match',
    'a connected endpoint sends to its peer, whatever address is given',
    `
    def sendto(self, data, addr=None):
        super().sendto(data, None if self._address else addr)
    `,
  ),
  transport(
    'datagram.sendto.bytes_like',
    'a view is sent as its whole buffer',
    `
    def sendto(self, data, addr=None):
        super().sendto(data.obj if isinstance(data, memoryview) else data, addr)
    `,
  ),
  transport(
    'datagram.sendto.bad_type',
    'data of a wrong type ends the transport',
    `
    def sendto(self, data, addr=None):
        try:
            super().sendto(data, addr)
        except TypeError:
            self.abort()
            raise
    `,
  ),
  transport(
    'datagram.sendto.empty_sent',
    'empty data is not sent',
    `
    def sendto(self, data, addr=None):
        if data:
            super().sendto(data, addr)
    `,
  ),
  transport(
    'datagram.sendto.never_blocks',
    'what cannot be sent is raised',
    `
    def sendto(self, data, addr=None):
        if len(data) > 65000:
            raise OSError(90, 'Message too long')
        super().sendto(data, addr)
    `,
  ),
  hanging(
    transport(
      'datagram.sendto.never_blocks',
      'what cannot be sent is dropped in silence',
      `
      def sendto(self, data, addr=None):
          if len(data) < 65000:
              super().sendto(data, addr)
      `,
    ),
  ),
  transport(
    'datagram.receive.bytes_and_addr',
    'the address is a text',
    `
    def _read_ready(self):
        data, addr = self._sock.recvfrom(1 << 18)
        self._protocol.datagram_received(data, '%s:%s' % addr[:2])
    `,
  ),
  transport(
    'datagram.receive.boundaries',
    'a long datagram is delivered in two',
    `
    def _read_ready(self):
        data, addr = self._sock.recvfrom(1 << 18)
        self._protocol.datagram_received(data[:8192], addr)
        if data[8192:]:
            self._protocol.datagram_received(data[8192:], addr)
    `,
  ),
  transport(
    'datagram.receive.boundaries',
    'the newest datagram is delivered first',
    `
    def _read_ready(self):
        arrived = []
        try:
            while True:
                arrived.append(self._sock.recvfrom(1 << 18))
        except BlockingIOError:
            pass
        for data, addr in reversed(arrived):
            self._protocol.datagram_received(data, addr)
    `,
  ),
  hanging(
    transport(
      'datagram.receive.empty',
      'an empty datagram counts as the end',
      `
      def _read_ready(self):
          data, addr = self._sock.recvfrom(1 << 18)
          if not data:
              self._loop._remove_reader(self._sock_fd)
          else:
              self._protocol.datagram_received(data, addr)
      `,
    ),
  ),
  transport(
    'datagram.error_received.refused',
    'a refusal ends the transport',
    `
    def _read_ready(self):
        try:
            data, addr = self._sock.recvfrom(1 << 18)
        except OSError as exc:
            self._protocol.error_received(exc)
            self.abort()
        else:
            self._protocol.datagram_received(data, addr)
    `,
  ),
  transport(
    'datagram.protocol_error.survives',
    'what the protocol raises is swallowed',
    `
    def _read_ready(self):
        try:
            super()._read_ready()
        except Exception:
            pass
    `,
  ),
  hanging(
    transport(
      'datagram.protocol_error.survives',
      'what the protocol raises ends the reading',
      `
      def _read_ready(self):
          try:
              super()._read_ready()
          except Exception:
              self._loop._remove_reader(self._sock_fd)
              raise
      `,
    ),
  ),
  transport(
    'datagram.flow.pause_resume',
    'the protocol is paused in a later iteration',
    `
    def _maybe_pause_protocol(self):
        self._loop.call_soon(super()._maybe_pause_protocol)
    `,
  ),
  transport(
    'datagram.flow.pause_resume',
    'the protocol is paused by every datagram above the mark',
    `
    def _maybe_pause_protocol(self):
        if self.get_write_buffer_size() > self._high_water:
            self._protocol_paused = True
            self._protocol.pause_writing()
    `,
  ),
  hanging(
    transport(
      'datagram.flow.pause_resume',
      'the protocol is never told to go on',
      `
      def _maybe_resume_protocol(self):
          pass
      `,
    ),
  ),
  transport(
    'datagram.close.flushes',
    'close() throws away what waits',
    `
    def close(self):
        self.abort()
    `,
  ),
  transport(
    'datagram.close.lost_once',
    'connection_lost() is called inside close()',
    `
    def close(self):
        if not self.is_closing():
            super().close()
            self._protocol.connection_lost(None)
    `,
  ),
  transport(
    'datagram.close.lost_once',
    'abort() after close() loses the connection again',
    `
    def abort(self):
        if self._protocol is not None:
            self._loop.call_soon(self._protocol.connection_lost, None)
        super().abort()
    `,
  ),
  transport(
    'datagram.close.stops_receiving',
    'close() takes what has arrived before it ends',
    `
    def close(self):
        if not self.is_closing():
            try:
                self._loop.call_soon(self._protocol.datagram_received, *self._sock.recvfrom(1 << 18))
            except OSError:
                pass
        super().close()
    `,
  ),
  hanging(
    transport(
      'datagram.abort.drops',
      'abort() waits for the receiver',
      `
      def abort(self):
          self.close()
      `,
    ),
  ),
  transport(
    'datagram.extra.names',
    'the name of no peer is an empty address',
    `
    def get_extra_info(self, name, default=None):
        found = super().get_extra_info(name, default)
        return ('', 0) if name == 'peername' and found is None else found
    `,
  ),
  creating(
    'datagram.broadcast.sets_option',
    'allow_broadcast has no effect',
    `
    options.pop('allow_broadcast', None)
    return await sound(factory, local_addr, remote_addr, **options)
    `,
  ),
  creating(
    'datagram.args.no_address_no_family',
    'IPv4 is assumed where nothing is said',
    `
    if not (local_addr or remote_addr or options):
        options['family'] = socket.AF_INET
    return await sound(factory, local_addr, remote_addr, **options)
    `,
  ),
  creating(
    'datagram.args.family_only',
    'an endpoint needs an address',
    `
    if not (local_addr or remote_addr or options.get('sock')):
        raise ValueError('an address is missing')
    return await sound(factory, local_addr, remote_addr, **options)
    `,
  ),
  creating(
    'datagram.args.address_shape',
    'what is left over in an address is ignored',
    `
    if local_addr and not isinstance(local_addr, str):
        local_addr = tuple(local_addr)[:2]
    if remote_addr and not isinstance(remote_addr, str):
        remote_addr = tuple(remote_addr)[:2]
    return await sound(factory, local_addr, remote_addr, **options)
    `,
  ),
  creating(
    'datagram.args.sock_stream',
    'a stream socket that is refused is closed',
    `
    try:
        return await sound(factory, local_addr, remote_addr, **options)
    except ValueError:
        options['sock'].close()
        raise
    `,
  ),
  creating(
    'datagram.args.sock_with_modifiers',
    'what describes a socket is ignored beside one',
    `
    if options.get('sock') is not None:
        return await sound(factory, sock=options['sock'])
    return await sound(factory, local_addr, remote_addr, **options)
    `,
  ),
  creating(
    'datagram.sock.used',
    'a copy of the socket is used',
    `
    if options.get('sock') is not None:
        options['sock'].setblocking(False)
        options['sock'] = options['sock'].dup()
    return await sound(factory, local_addr, remote_addr, **options)
    `,
  ),
  creating(
    'datagram.bind.in_use',
    'the refusal has no errno',
    `
    try:
        return await sound(factory, local_addr, remote_addr, **options)
    except OSError as exc:
        raise OSError('could not bind') from exc
    `,
  ),
  creating(
    'datagram.bind.in_use',
    'the refused socket stays open',
    `
    try:
        return await sound(factory, local_addr, remote_addr, **options)
    except OSError:
        loop.__dict__.setdefault('left', []).append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        raise
    `,
  ),
  creating(
    'datagram.port.not_shared',
    'it binds with SO_REUSEADDR',
    `
    if local_addr is None or remote_addr or options:
        return await sound(factory, local_addr, remote_addr, **options)
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(tuple(local_addr))
    return await sound(factory, sock=sock)
    `,
  ),
  transport(
    'datagram.reading.pause',
    'pause_reading() has no effect',
    `
    def pause_reading(self):
        pass
    `,
  ),
];
