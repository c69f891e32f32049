"""wait_closed() returns although the server is open."""
# loop: rloop
# clauses: server.wait_closed.before_close_blocks, server.wait_closed.waits_for_connections, server.wait_closed.after_close_waits
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
    waiting = asyncio.ensure_future(server.wait_closed())
    await asyncio.sleep(0.05)
    return waiting.done()


if sys.version_info < (3, 12):
    sys.exit(0)
returned = new_loop().run_until_complete(main())
print('returned:', returned)
sys.exit(returned)
