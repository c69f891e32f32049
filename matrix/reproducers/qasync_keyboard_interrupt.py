"""KeyboardInterrupt in a callback does not leave run_forever()."""
# loop: qasync
# clauses: running.exit_request.keyboard_interrupt_propagates
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


def interrupt():
    raise KeyboardInterrupt


loop = new_loop()
loop.call_soon(interrupt)
loop.call_later(1, loop.stop)
try:
    loop.run_forever()
    print('KeyboardInterrupt in a callback does not leave the run')
    os._exit(1)
except KeyboardInterrupt:
    print('KeyboardInterrupt leaves the run')
    os._exit(0)
