"""call_soon_threadsafe() before a run does not keep its place among calls of call_soon()."""
# loop: trio-asyncio
# clauses: threads.call_soon_threadsafe.same_thread
import asyncio
import sys

from trio_asyncio._sync import SyncTrioEventLoop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else SyncTrioEventLoop()


loop = new_loop()
seen = []
for name, method in [('a', loop.call_soon_threadsafe), ('b', loop.call_soon)]:
    method(seen.append, name)
loop.call_later(0.1, loop.stop)
loop.run_forever()
print('called in the order', seen)
sys.exit(seen != ['a', 'b'])
