"""write() that finds the connection broken calls connection_lost() itself, before it returns, with RuntimeError."""
# loop: rloop
# clauses: transport.write.error_not_raised
import asyncio
import socket
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


class Recorder(asyncio.Protocol):
    ended = False
    error = None

    def eof_received(self):
        self.ended = True
        return True

    def connection_lost(self, error):
        self.error = error


async def main():
    loop = asyncio.get_running_loop()
    server = socket.create_server(('127.0.0.1', 0))
    transport, protocol = await loop.create_connection(Recorder, *server.getsockname())
    server.accept()[0].close()
    while not protocol.ended:
        await asyncio.sleep(0.01)
    # The first bytes are answered with a reset, the next find the pipe broken.
    while protocol.error is None:
        transport.write(b'x')
        if protocol.error is not None:
            return repr(protocol.error)
        await asyncio.sleep(0.01)
    return None


lost = new_loop().run_until_complete(main())
print('lost in write():', lost)
sys.exit(lost is not None)
