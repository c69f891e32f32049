"""set_write_buffer_limits() of a negative number raises OverflowError."""
# loop: rloop
# clauses: transport.limits.invalid
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
    server = socket.create_server(('127.0.0.1', 0))
    transport, _ = await loop.create_connection(asyncio.Protocol, *server.getsockname())
    try:
        transport.set_write_buffer_limits(high=-1)
    except (ValueError, OverflowError) as error:
        return type(error)


raised = new_loop().run_until_complete(main())
print('raised:', raised)
sys.exit(raised is not ValueError)
