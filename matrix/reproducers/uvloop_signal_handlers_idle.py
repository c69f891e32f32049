"""While the loop does not run remove_signal_handler() removes nothing."""
# loop: uvloop
# clauses: signals.remove_signal_handler.idle_loop
import asyncio
import signal
import sys

import uvloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else uvloop.new_event_loop()


loop = new_loop()
loop.add_signal_handler(signal.SIGUSR1, print)
removed = loop.remove_signal_handler(signal.SIGUSR1)
print('removed:', removed)
sys.exit(removed is not True)
