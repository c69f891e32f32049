"""Of several signals in one run only the first is delivered."""
# loop: pygobject
# clauses: signals.add_signal_handler.persistent
import asyncio
import os
import signal
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    from gi.events import GLibEventLoop
    from gi.repository import GLib
    return GLibEventLoop(GLib.MainContext())


found = []
loop = new_loop()
loop.add_signal_handler(signal.SIGUSR1, found.append, 'signal')
for delay in (0.1, 0.2, 0.3):
    loop.call_later(delay, os.kill, os.getpid(), signal.SIGUSR1)
loop.call_later(0.5, loop.stop)
loop.run_forever()
print(found)
os._exit(len(found) != 3)
