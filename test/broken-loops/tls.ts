/** TLS connections with one fault each: put into CPython's protocol between the connection and the program. */
import type { ClauseId } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { hanging, loop, python } from './faults';
import { sslproto } from './harness/ssl-faults';

/** sslproto() with `real`, the sound method of that name of P or T, replaced by `method`. */
function replaced(breaks: ClauseId, fault: string, name: `${'P' | 'T'}.${string}`, body: string): BrokenLoop {
  const lines = body.split('\n').map((line) => `    ${line}`);
  return sslproto(breaks, fault, `    real = ${name}\n${lines.join('\n')}\n    ${name} = method`);
}

export const tls: readonly BrokenLoop[] = [
  replaced(
    'tls.connection.roundtrip',
    'large writes are sent backwards',
    'P._write_appdata',
    `def method(self, chunks):
    return real(self, [bytes(data)[::-1] if len(data) > 5000 else data for data in chunks])`,
  ),
  replaced(
    'tls.made.after_handshake',
    'connection_made() is called when the connection below is made',
    'P.connection_made',
    `def method(self, transport):
    real(self, transport)
    if self._app_state == A.STATE_INIT:
        self._app_state = A.STATE_CON_MADE
        self._app_protocol.connection_made(self._get_app_transport())`,
  ),
  replaced(
    'tls.extra.names',
    'nothing is known of the connection below',
    'P._get_extra_info',
    `def method(self, name, default=None):
    return self._extra.get(name, default)`,
  ),
  replaced(
    'tls.extra.after_end',
    'who asks after the end gets an AttributeError',
    'P._get_extra_info',
    `def method(self, name, default=None):
    return self._extra[name] if name in self._extra else self._transport.get_extra_info(name, default)`,
  ),
  sslproto(
    'tls.verify.default_context',
    'the default context verifies nothing',
    `    sslproto._create_transport_context = lambda server_side, server_hostname: ssl._create_unverified_context()`,
  ),
  replaced(
    'tls.verify.hostname_mismatch',
    'the name is not checked',
    'P.__init__',
    `def method(self, loop, protocol, context, *args, **options):
    context.check_hostname = False
    real(self, loop, protocol, context, *args, **options)`,
  ),
  replaced(
    'tls.hostname.sni_default_is_host',
    'the server is asked for no name',
    'P.__init__',
    `def method(self, loop, protocol, context, waiter, server_side=False, server_hostname=None, **options):
    context.check_hostname = False
    real(self, loop, protocol, context, waiter, server_side, None, **options)`,
  ),
  python(
    'tls.hostname.empty_disables_match',
    'an empty name stands for the host',
    `
real = loop.create_connection
def create_connection(factory, host=None, port=None, **options):
    if options.get('server_hostname') == '':
        del options['server_hostname']
    return real(factory, host, port, **options)
loop.create_connection = create_connection
`,
  ),
  replaced(
    'tls.failure.no_callbacks',
    'a connection is lost that was never made',
    'P.connection_lost',
    `def method(self, error):
    protocol, never = self._app_protocol, self._app_state == A.STATE_INIT
    real(self, error)
    if never:
        self._loop.call_soon(protocol.connection_lost, error)`,
  ),
  replaced(
    'tls.failure.garbage_peer',
    'a peer that speaks no TLS counts as gone',
    'P._on_handshake_complete',
    `def method(self, error, *args):
    real(self, ConnectionResetError() if isinstance(error, ssl.SSLError) else error, *args)`,
  ),
  replaced(
    'tls.failure.peer_closes',
    'a peer that goes makes a ValueError',
    'P._on_handshake_complete',
    `def method(self, error, *args):
    real(self, error if error is None or isinstance(error, ssl.SSLError) else ValueError(), *args)`,
  ),
  replaced(
    'tls.handshake.timeout_client',
    'a handshake that takes too long makes an OSError',
    'P._check_handshake_timeout',
    `def method(self):
    self._fatal_error(OSError('too late'))`,
  ),
  sslproto(
    'tls.handshake.timeout_client',
    'the limit of the handshake goes on after it',
    `
    def check(self):
        if self._transport:
            self._fatal_error(ConnectionAbortedError())
    P._check_handshake_timeout = check
    real = P._on_handshake_complete
    def complete(self, error, *args):
        self._handshake_timeout_handle = None
        real(self, error, *args)
    P._on_handshake_complete = complete`,
  ),
  replaced(
    'tls.handshake.timeout_server',
    'the protocol hears of a client that never came',
    'P._check_handshake_timeout',
    `def method(self):
    protocol = self._app_protocol
    real(self)
    if self._server_side:
        protocol.connection_lost(None)`,
  ),
  ...(
    [
      ['tls.handshake.timeout_positive', 'ssl_handshake_timeout'],
      ['tls.shutdown.timeout_positive', 'ssl_shutdown_timeout'],
    ] as const
  ).map(([breaks, option]) =>
    replaced(
      breaks,
      'zero seconds make an OSError',
      'P.__init__',
      `def method(self, *args, **options):
    seconds = options.get('${option}')
    if seconds is not None and seconds <= 0:
        raise OSError('no time')
    real(self, *args, **options)`,
    ),
  ),
  replaced(
    'tls.handshake.cancel',
    'the protocol hears of a connection that was given up',
    'P._abort',
    `def method(self, error):
    self._app_protocol.connection_lost(error)
    real(self, error)`,
  ),
  replaced('tls.write_eof.not_supported', 'a half-close is promised', 'T.can_write_eof', 'method = lambda self: True'),
  hanging(
    replaced(
      'tls.eof.true_has_no_effect',
      'the connection stays open',
      'P._call_eof_received',
      `def method(self, *args):
    self._start_shutdown, self.eof_received = lambda *args: None, lambda: True
    real(self, *args)`,
    ),
  ),
  replaced('tls.eof.told', 'the end is not told', 'P._call_eof_received', 'method = lambda self, *args: None'),
  replaced(
    'tls.close.flushes_and_notifies',
    'close() waits for nothing',
    'T.close',
    `def method(self):
    if not self._closed:
        self.abort()`,
  ),
  replaced(
    'tls.shutdown.timeout_aborts',
    'the reason is not told',
    'P._check_shutdown_timeout',
    'method = lambda self: self._transport._force_close(None)',
  ),
  hanging(
    loop(
      'tls.shutdown.timeout_unread',
      'the given limit is not handed on',
      (Sound) =>
        class extends Sound {
          override createConnection(factory: never, host: never, port: never, options: object): never {
            return super.createConnection(factory, host, port, { ...options, sslShutdownTimeout: null }) as never;
          }
        },
    ),
  ),
  replaced(
    'tls.abort.immediate',
    'connection_lost() is called inside abort()',
    'T.abort',
    `def method(self):
    protocol = self.get_protocol()
    real(self)
    if protocol:
        protocol.connection_lost(None)`,
  ),
  replaced(
    'tls.write.types',
    'text is sent as bytes',
    'T.write',
    'method = lambda self, data: real(self, data.encode() if isinstance(data, str) else data)',
  ),
  replaced('tls.pause_reading', 'pause_reading() does nothing', 'T.pause_reading', 'method = lambda self: None'),
  replaced(
    'tls.flow.pairs',
    'pause_writing() is called for each write above the mark',
    'P._control_app_writing',
    `def method(self, *args):
    before = self._app_writing_paused
    real(self, *args)
    if before and self._app_writing_paused:
        self._app_protocol.pause_writing()`,
  ),
  replaced('tls.set_protocol', 'the first protocol stays', 'T.set_protocol', 'method = lambda self, protocol: None'),
  replaced(
    'tls.protocol_error',
    'the error is reported to nobody',
    'P._fatal_error',
    `def method(self, error, message=None):
    if self._transport:
        self._transport._force_close(error)`,
  ),
  replaced(
    'tls.buffered_protocol',
    'the buffer is filled backwards',
    'P._set_app_protocol',
    `def method(self, protocol):
    real(self, protocol)
    if not self._app_protocol_is_buffer:
        return
    give, updated, room = self._app_protocol_get_buffer, self._app_protocol_buffer_updated, []
    def get_buffer(hint):
        room[:] = [give(hint)]
        return room[0]
    def buffer_updated(count):
        room[0][:count] = bytes(room[0][:count])[::-1]
        updated(count)
    self._app_protocol_get_buffer, self._app_protocol_buffer_updated = get_buffer, buffer_updated`,
  ),
  replaced(
    'tls.sock_argument',
    'the name is forgotten',
    'P.__init__',
    `def method(self, loop, protocol, context, waiter, server_side=False, server_hostname=None, **options):
    real(self, loop, protocol, context, waiter, server_side, None, **options)`,
  ),
  replaced(
    'tls.alpn.client',
    'nothing is offered',
    'P.__init__',
    `def method(self, loop, protocol, context, *args, **options):
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    plain.check_hostname, plain.verify_mode = False, ssl.CERT_NONE
    real(self, loop, protocol, plain, *args, **options)`,
  ),
  replaced(
    'tls.alpn.server',
    'the protocols of the context are forgotten',
    'P.connection_made',
    `def method(self, transport):
    if self._server_side:
        self._sslcontext.set_alpn_protocols(['other'])
    real(self, transport)`,
  ),
  python(
    'tls.unix',
    'a unix connection speaks in clear',
    `
real = loop.create_unix_connection
loop.create_unix_connection = lambda factory, path, ssl=None, server_hostname=None: real(factory, path)
`,
  ),
  replaced(
    'tls.is_closing.broken_below',
    'the connection below is not asked',
    'T.is_closing',
    `def method(self):
    return self._closed`,
  ),
  replaced(
    'tls.pause_reading.then_end',
    'the end of the connection discards what was held back',
    'P.eof_received',
    `def method(self):
    if self._app_reading_paused:
        self._incoming.read()
    return real(self)`,
  ),
];
