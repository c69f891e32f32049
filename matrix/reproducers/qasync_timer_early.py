"""Timers of some milliseconds fire early, since their delay is cut to whole ones."""
# loop: qasync
# clauses: timers.call_later.not_early
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
fired = []
for _ in range(20):
    due = loop.time() + 0.0019
    loop.call_later(0.0019, lambda due=due: fired.append(loop.time() - due))
    loop.call_later(0.01, loop.stop)
    loop.run_forever()
print('earliest: %.6f s before its deadline' % -min(fired))
sys.exit(min(fired) < -0.0001)
