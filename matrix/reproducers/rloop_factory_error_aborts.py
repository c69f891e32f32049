"""An error of the protocol factory ends the process by SIGABRT."""
# loop: rloop
# clauses: connection.factory.error_propagates
import asyncio
import socket
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


def fail():
    raise KeyError('of the factory')


async def main():
    loop = asyncio.get_running_loop()
    server = socket.create_server(('127.0.0.1', 0))
    try:
        await loop.create_connection(fail, *server.getsockname())
    except KeyError as error:
        print('raised:', error)


if sys.argv[1:] in ([], ['asyncio']):
    import subprocess
    ended = subprocess.run([sys.executable, __file__, *sys.argv[1:], 'child'], stderr=subprocess.DEVNULL)
    print('ended with', ended.returncode)
    sys.exit(ended.returncode != 0)
new_loop().run_until_complete(main())
