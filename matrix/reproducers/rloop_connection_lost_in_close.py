"""close() calls connection_lost() itself, before it returns."""
# loop: rloop
# clauses: transport.close.flag_and_async
import asyncio
import socket
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


class Recorder(asyncio.Protocol):
    lost = False

    def connection_lost(self, error):
        self.lost = True


async def main():
    loop = asyncio.get_running_loop()
    server = socket.create_server(('127.0.0.1', 0))
    transport, protocol = await loop.create_connection(Recorder, *server.getsockname())
    transport.close()
    return protocol.lost


lost = new_loop().run_until_complete(main())
print('lost in close():', lost)
sys.exit(lost)
