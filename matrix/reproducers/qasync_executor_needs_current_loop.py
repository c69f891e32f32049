"""run_in_executor() needs a current event loop, and takes that for its own."""
# loop: qasync
# clauses: executor.run_in_executor.returns_future
import asyncio
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
import PySide6.QtCore as QtCore  # noqa: E402
import qasync  # noqa: E402

application = QtCore.QCoreApplication([])


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else qasync.QEventLoop(application)


loop = new_loop()
asyncio.set_event_loop(None)
try:
    future = loop.run_in_executor(None, print, 'in a thread')
    print('the loop of its future is', future.get_loop() is loop)
except RuntimeError as error:
    print('RuntimeError:', error)
    os._exit(1)
