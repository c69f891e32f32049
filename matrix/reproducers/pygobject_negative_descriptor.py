"""add_reader() takes a negative number."""
# loop: pygobject
# clauses: fd.invalid_object
import asyncio
import os
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    from gi.events import GLibEventLoop
    from gi.repository import GLib
    return GLibEventLoop(GLib.MainContext())


loop = new_loop()
try:
    loop.add_reader(-1, print)
except ValueError as error:
    print('refused:', error)
    os._exit(0)
os._exit(1)
