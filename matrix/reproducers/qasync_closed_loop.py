"""A closed loop takes callbacks, and never calls them."""
# loop: qasync
# clauses: closing.rejects.call_soon
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
loop.close()
try:
    print('call_soon() on a closed loop returns', loop.call_soon(print))
    sys.exit(1)
except RuntimeError as error:
    print('RuntimeError:', error)
