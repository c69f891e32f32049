"""call_soon_threadsafe() returns None, so that what it schedules cannot be cancelled."""
# loop: qasync
# clauses: threads.call_soon_threadsafe.returns_handle
import asyncio
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
import PySide6.QtCore as QtCore  # noqa: E402
import qasync  # noqa: E402

application = QtCore.QCoreApplication([])


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else qasync.QEventLoop(application)


handle = new_loop().call_soon_threadsafe(print)
print('call_soon_threadsafe() returns', handle)
sys.exit(handle is None)
