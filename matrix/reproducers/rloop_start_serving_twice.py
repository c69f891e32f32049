"""start_serving() of a server that serves raises an error of the system."""
# loop: rloop
# clauses: server.start_serving.idempotent
import asyncio
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(asyncio.Protocol, '127.0.0.1', 0)
    try:
        await server.start_serving()
        await server.start_serving()
    except RuntimeError as error:
        return str(error).splitlines()[0]


failed = new_loop().run_until_complete(main())
print('failed:', failed)
sys.exit(failed is not None)
