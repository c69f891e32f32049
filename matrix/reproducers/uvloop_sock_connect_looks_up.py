"""sock_connect() asks getaddrinfo() without the type of the socket, and for addresses that are no names."""
# loop: uvloop
# clauses: sock.connect.resolves_names
import asyncio
import socket
import sys

import uvloop

asked = []


def loop_of(base):
    class Loop(base):
        async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
            asked.append((host, type))
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, '', ('127.0.0.1', port))]
    return Loop()


async def main():
    loop = asyncio.get_running_loop()
    with socket.create_server(('127.0.0.1', 0)) as server:
        for host in ('a.name.invalid', '127.0.0.1'):
            with socket.socket() as sock:
                sock.setblocking(False)
                await loop.sock_connect(sock, (host, server.getsockname()[1]))

loop = loop_of(asyncio.SelectorEventLoop if 'asyncio' in sys.argv else uvloop.Loop)
loop.run_until_complete(main())
print('asked for:', asked)
sys.exit(asked != [('a.name.invalid', socket.SOCK_STREAM)])
