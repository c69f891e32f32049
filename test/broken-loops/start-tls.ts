/** Upgrades to TLS with one fault each: put into CPython's start_tls(). */
import type { ClauseId } from '../../spec';
import type { BrokenLoop } from './broken-loop';
import { hanging, python } from './faults';
import { sslproto } from './harness/ssl-faults';

/** `body` is the one of `start_tls(transport, protocol, context, options)`; `real` is the sound one. */
function upgrading(breaks: ClauseId, fault: string, body: string): BrokenLoop {
  const lines = body.split('\n').map((line) => `    ${line}`);
  return python(
    breaks,
    fault,
    `
import ssl
real = loop.start_tls
async def start_tls(transport, protocol, context, **options):
${lines.join('\n')}
loop.start_tls = start_tls
`,
  );
}

/** An error of the sound one becomes another. */
const raising = (breaks: ClauseId, fault: string, error: string, other: string): BrokenLoop =>
  upgrading(
    breaks,
    fault,
    `try:
    return await real(transport, protocol, context, **options)
except ${error} as error:
    raise ${other}('not made') from error`,
  );

export const startTls: readonly BrokenLoop[] = [
  upgrading(
    'start_tls.upgrade',
    'the old transport is returned',
    `await real(transport, protocol, context, **options)
return transport`,
  ),
  sslproto(
    'start_tls.no_second_made',
    'connection_made() is called again',
    `
    real = P.__init__
    def init(self, *args, **options):
        real(self, *args, **dict(options, call_connection_made=True))
    P.__init__ = init`,
  ),
  sslproto(
    'start_tls.get_protocol',
    'the protocol below is shown',
    `    T.get_protocol = lambda self: self._ssl_protocol`,
  ),
  hanging(
    upgrading(
      'start_tls.stream_reader',
      'what a StreamReader has read is thrown away',
      `reader = getattr(protocol, '_stream_reader', None)
if reader is not None:
    reader._buffer.clear()
return await real(transport, protocol, context, **options)`,
    ),
  ),
  upgrading(
    'start_tls.args.context_type',
    'the transport is closed before the context is looked at',
    `if not isinstance(context, ssl.SSLContext):
    transport.close()
return await real(transport, protocol, context, **options)`,
  ),
  raising('start_tls.args.transport_type', 'an AttributeError is raised', 'TypeError', 'AttributeError'),
  raising('start_tls.handshake.timeout', 'an OSError is raised', 'ConnectionAbortedError', 'OSError'),
  raising('start_tls.handshake.failure_closes', 'a ConnectionError is raised', 'ssl.SSLError', 'ConnectionError'),
  raising('start_tls.handshake.cancel_closes', 'an OSError is raised', 'asyncio.CancelledError', 'OSError'),
  hanging(
    upgrading(
      'start_tls.pauses_reading_first',
      'the connection is read on for a while',
      `await asyncio.sleep(0.1)
return await real(transport, protocol, context, **options)`,
    ),
  ),
  upgrading(
    'start_tls.hostname',
    'the name is not checked',
    `context.check_hostname = False
options.pop('server_hostname', None)
return await real(transport, protocol, context, **options)`,
  ),
];
