"""What a batch schedules before it calls stop() runs in the same run."""
# loop: trio-asyncio
# clauses: running.stop.defers_callbacks_of_last_batch
import asyncio
import sys

from trio_asyncio._sync import SyncTrioEventLoop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else SyncTrioEventLoop()


loop = new_loop()
seen = []
loop.call_soon(lambda: (loop.call_soon(seen.append, 'scheduled before stop()'), loop.stop()))
loop.run_forever()
print('called in the run that was stopped:', seen)
sys.exit(bool(seen))
