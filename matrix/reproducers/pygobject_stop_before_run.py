"""A stop() before a run is forgotten, so that the run does not end by it."""
# loop: pygobject
# clauses: running.stop.before_run_forever
import asyncio
import os
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    from gi.events import GLibEventLoop
    from gi.repository import GLib
    return GLibEventLoop(GLib.MainContext())


found = []
loop = new_loop()
loop.call_later(0.5, found.append, 'went on')
loop.call_later(0.5, loop.stop)
loop.stop()
loop.run_forever()
print(found)
os._exit(bool(found))
