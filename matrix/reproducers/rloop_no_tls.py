"""TLS is not implemented."""
# loop: rloop
# clauses: tls.connection.roundtrip
import asyncio
import ssl
import sys

import rloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else rloop.new_event_loop()


async def main():
    await asyncio.get_running_loop().create_server(asyncio.Protocol, '127.0.0.1', 0, ssl=ssl.create_default_context())

try:
    new_loop().run_until_complete(main())
except NotImplementedError:
    print('create_server() with ssl raises NotImplementedError')
    sys.exit(1)
