"""A closed loop takes callbacks, and never calls them."""
# loop: rloop
# clauses: closing.rejects.call_soon
import asyncio
import sys

import rloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else rloop.new_event_loop()


loop = new_loop()
loop.close()
try:
    print('call_soon() on a closed loop returns', loop.call_soon(print))
    sys.exit(1)
except RuntimeError as error:
    print('RuntimeError:', error)
