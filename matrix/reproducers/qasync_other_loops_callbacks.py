"""A loop that runs calls the callbacks of another loop."""
# loop: qasync
# clauses: current.new_event_loop.fresh
import asyncio
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
import PySide6.QtCore as QtCore  # noqa: E402
import qasync  # noqa: E402

application = QtCore.QCoreApplication([])


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else qasync.QEventLoop(application)


one, other = new_loop(), new_loop()
seen = []
other.call_soon(seen.append, 'of the other loop')
one.call_later(0.1, one.stop)
one.run_forever()
print('called:', seen)
sys.exit(bool(seen))
