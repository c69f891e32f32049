"""add_signal_handler() in a thread other than the main one is not refused."""
# loop: pygobject
# clauses: signals.errors.non_main_thread
import asyncio
import os
import signal
import sys
import threading


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    from gi.events import GLibEventLoop
    from gi.repository import GLib
    return GLibEventLoop(GLib.MainContext())


refused = []


def add():
    try:
        loop.add_signal_handler(signal.SIGUSR1, print)
    except (ValueError, RuntimeError) as error:
        refused.append(error)


loop = new_loop()
thread = threading.Thread(target=add)
thread.start()
thread.join()
print('refused:', refused)
os._exit(not refused)
