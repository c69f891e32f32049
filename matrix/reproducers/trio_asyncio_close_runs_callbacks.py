"""close() calls what is queued."""
# loop: trio-asyncio
# clauses: closing.close.discards_ready
import asyncio
import sys

from trio_asyncio._sync import SyncTrioEventLoop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else SyncTrioEventLoop()


loop = new_loop()
loop.run_until_complete(asyncio.sleep(0))
seen = []
loop.call_soon(seen.append, 'queued')
loop.close()
print('called by close():', seen)
sys.exit(bool(seen))
