"""Handles of call_later() have no when()."""
# loop: qasync
# clauses: timers.call_later.when_value, timers.call_later.returns_timer_handle
import asyncio
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
import PySide6.QtCore as QtCore  # noqa: E402
import qasync  # noqa: E402

application = QtCore.QCoreApplication([])


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else qasync.QEventLoop(application)


timer = new_loop().call_later(60, print)
print(type(timer), 'has when():', hasattr(timer, 'when'))
sys.exit(not hasattr(timer, 'when'))
