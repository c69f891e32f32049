"""The protocol factory is called although no connection is made."""
# loop: uvloop
# clauses: connection.factory.after_connect
import asyncio
import socket
import sys

import uvloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else uvloop.new_event_loop()


called = []


def factory():
    called.append(1)
    return asyncio.Protocol()


async def main():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        try:
            await asyncio.get_running_loop().create_connection(factory, *free.getsockname())
        except OSError as error:
            print(type(error).__name__)

new_loop().run_until_complete(main())
print('the factory was called:', bool(called))
sys.exit(bool(called))
