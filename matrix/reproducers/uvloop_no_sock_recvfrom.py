"""sock_recvfrom(), sock_recvfrom_into() and sock_sendto() raise NotImplementedError."""
# loop: uvloop
# clauses: sock.recvfrom.basic, sock.recvfrom_into.basic, sock.sendto.returns_count
import asyncio
import socket
import sys

import uvloop

NAMES = [('sock_recvfrom', (10,)), ('sock_recvfrom_into', (bytearray(10),))]


async def main():
    loop = asyncio.get_running_loop()
    missing = []
    for name, args in [*NAMES, ('sock_sendto', (b'x',))]:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)
            sock.bind(('127.0.0.1', 0))
            sock.sendto(b'x', sock.getsockname())
            if name == 'sock_sendto':
                args = (b'x', sock.getsockname())
            try:
                await getattr(loop, name)(sock, *args)
            except NotImplementedError:
                missing.append(name)
    return missing

loop = asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else uvloop.new_event_loop()
missing = loop.run_until_complete(main()) if hasattr(loop, 'sock_recvfrom') else []
print('not implemented:', missing)
sys.exit(bool(missing))
