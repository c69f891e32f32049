"""A server that is closed goes on listening."""
# loop: rloop
# clauses: server.close.stops_listening, server.sock.used_as_is, server.async_with.exit
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
    server = await loop.create_server(asyncio.Protocol, '127.0.0.1', 0)
    address = server.sockets[0].getsockname()
    server.close()
    await asyncio.sleep(0.05)
    try:
        socket.create_connection(address, 1).close()
    except OSError:
        return False
    return True


listens = new_loop().run_until_complete(main())
print('listens:', listens)
sys.exit(listens)
