"""call_later() of a negative delay fails an assertion."""
# loop: trio-asyncio
# clauses: timers.call_later.negative_delay
import asyncio
import sys

from trio_asyncio._sync import SyncTrioEventLoop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else SyncTrioEventLoop()


loop = new_loop()
try:
    loop.call_later(-1, loop.stop)
except AssertionError as error:
    print('AssertionError:', error)
    sys.exit(1)
print('taken')
