/** What an interpreter cannot do, found out in it by trying: it may have been built without what the platform has. */
import type { PythonHost } from '../../spec';
import type { Lacking } from './wire/platform';

const TRIALS = `
import os, socket

def stream(family):
    return socket.socket(family, socket.SOCK_STREAM)

def ipv6():
    with stream(socket.AF_INET6) as sock:
        sock.bind(('::1', 0))

def unix():
    stream(socket.AF_UNIX).close()

def unix_dgram():
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).close()

def abstract_unix():
    with stream(socket.AF_UNIX) as sock:
        sock.bind('\\0loopcert-' + os.urandom(8).hex())

def reuse_port():
    with stream(socket.AF_INET) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)

def tls():
    import ssl
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

def fork():
    os.fork.__name__

def pty():
    import pty
    for fd in pty.openpty():
        os.close(fd)

lacking = []
for trial in (ipv6, unix, unix_dgram, abstract_unix, reuse_port, tls, fork, pty):
    try:
        trial()
    except Exception as exc:
        lacking.append([trial.__name__, str(exc) or type(exc).__name__])
return lacking
`;

export function pythonLacks(python: PythonHost): Lacking {
  return Object.fromEntries(python.exec(TRIALS) as readonly (readonly [string, string])[]);
}
