"""trio-asyncio's loop as a program without Trio meets it: a Trio run in a greenlet of its own."""
from trio_asyncio._sync import SyncTrioEventLoop


def make():
    return SyncTrioEventLoop()
