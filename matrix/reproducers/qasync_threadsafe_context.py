"""call_soon_threadsafe() drops the context that it is given."""
# loop: qasync
# clauses: context.call_soon_threadsafe.explicit
import asyncio
import contextvars
import os
import sys

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')
import PySide6.QtCore as QtCore  # noqa: E402
import qasync  # noqa: E402

application = QtCore.QCoreApplication([])


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else qasync.QEventLoop(application)


loop = new_loop()
variable = contextvars.ContextVar('variable', default='unset')
context = contextvars.copy_context()
context.run(variable.set, 'given')
seen = []
loop.call_soon_threadsafe(lambda: seen.append(variable.get()), context=context)
loop.call_later(0.1, loop.stop)
loop.run_forever()
print('the callback sees', seen)
sys.exit(seen != ['given'])
