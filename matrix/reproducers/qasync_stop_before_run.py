"""A stop() before a run is forgotten, so that the run does not end."""
# loop: qasync
# clauses: running.stop.before_run_forever
import asyncio
import os
import sys
import threading

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
import PySide6.QtCore as QtCore  # noqa: E402
import qasync  # noqa: E402

application = QtCore.QCoreApplication([])


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else qasync.QEventLoop(application)


watch = threading.Timer(5, lambda: (print('the run does not end'), os._exit(1)))
watch.daemon = True
watch.start()

loop = new_loop()
loop.stop()
loop.run_forever()
print('the run ends')
os._exit(0)
