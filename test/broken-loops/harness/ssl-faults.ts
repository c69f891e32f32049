/** Faults in Python's own TLS. */
import type { ClauseId } from '../../../spec';
import type { BrokenLoop } from '../broken-loop';
import { python } from '../faults';

/** `body` breaks the classes P (the protocol) and T (the transport) of asyncio.sslproto, once. */
export function sslproto(breaks: ClauseId, fault: string, body: string): BrokenLoop {
  return python(
    breaks,
    fault,
    `
import ssl
import asyncio.sslproto as sslproto
P, T, A = sslproto.SSLProtocol, sslproto._SSLProtocolTransport, sslproto.AppProtocolState
if not hasattr(P, 'broken'):
    P.broken = True
${body.replace(/^\n|\n *$/g, '')}
`,
  );
}
