"""The socket that create_datagram_endpoint() is given has lost its descriptor afterwards."""
# loop: rloop
# clauses: datagram.sock.used
import asyncio
import socket
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


async def main():
    loop = asyncio.get_running_loop()
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(('127.0.0.1', 0))
    await loop.create_datagram_endpoint(asyncio.DatagramProtocol, sock=sock)
    return sock.fileno()


descriptor = new_loop().run_until_complete(main())
print('descriptor:', descriptor)
sys.exit(descriptor < 0)
