"""trio-asyncio's loop as a program without Trio meets it: a Trio run in a greenlet of its own."""
import trio_asyncio
from trio_asyncio._sync import SyncTrioEventLoop

loopcert_subject = {'version': trio_asyncio.__version__}


def make():
    return SyncTrioEventLoop()
