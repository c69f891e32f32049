"""call_soon_threadsafe() returns None, so that what it schedules cannot be cancelled."""
# loop: trio-asyncio
# clauses: threads.call_soon_threadsafe.returns_handle
import asyncio
import sys

from trio_asyncio._sync import SyncTrioEventLoop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else SyncTrioEventLoop()


handle = new_loop().call_soon_threadsafe(print)
print('call_soon_threadsafe() returns', handle)
sys.exit(handle is None)
