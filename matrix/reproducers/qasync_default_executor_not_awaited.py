"""shutdown_default_executor() returns while jobs of the default executor run."""
# loop: qasync
# clauses: executor.shutdown_default_executor.waits
import asyncio
import os
import sys
import time

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
import PySide6.QtCore as QtCore  # noqa: E402
import qasync  # noqa: E402

application = QtCore.QCoreApplication([])


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else qasync.QEventLoop(application)


loop = new_loop()
asyncio.set_event_loop(loop)
done = []


async def main():
    loop.run_in_executor(None, lambda: (time.sleep(0.3), done.append('job')))
    await asyncio.sleep(0.05)
    await loop.shutdown_default_executor()
    return list(done)

seen = loop.run_until_complete(main())
print('done when it returned:', seen)
os._exit(seen != ['job'])
