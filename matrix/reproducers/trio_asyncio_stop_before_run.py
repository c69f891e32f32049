"""A stop() before a run is not seen until something else wakes the loop."""
# loop: trio-asyncio
# clauses: running.stop.before_run_forever
import asyncio
import os
import sys
import threading

from trio_asyncio._sync import SyncTrioEventLoop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else SyncTrioEventLoop()


watch = threading.Timer(5, lambda: (print('the run does not end'), os._exit(1)))
watch.daemon = True
watch.start()

loop = new_loop()
loop.stop()
loop.run_forever()
print('the run ends')
os._exit(0)
