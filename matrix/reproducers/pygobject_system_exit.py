"""SystemExit in a callback ends the process there and then, and nothing that waits for the run is told."""
# loop: pygobject
# clauses: running.exit_request.system_exit_propagates
import asyncio
import os
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    from gi.events import GLibEventLoop
    from gi.repository import GLib
    return GLibEventLoop(GLib.MainContext())


def leave():
    raise SystemExit(1)


loop = new_loop()
loop.call_soon(leave)
try:
    loop.run_forever()
except SystemExit:
    print('left the run')
    os._exit(0)
os._exit(1)
