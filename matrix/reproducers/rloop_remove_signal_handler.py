"""remove_signal_handler() fails with an AttributeError."""
# loop: rloop
# clauses: signals.remove_signal_handler.result
import asyncio
import signal
import sys

import rloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else rloop.new_event_loop()


loop = new_loop()
try:
    print('returns', loop.remove_signal_handler(signal.SIGUSR1))
except AttributeError as error:
    print('AttributeError:', error)
    sys.exit(1)
