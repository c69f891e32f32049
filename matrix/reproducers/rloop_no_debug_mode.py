"""set_debug() has no effect."""
# loop: rloop
# clauses: debug.set_debug.roundtrip
import asyncio
import sys

import rloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else rloop.new_event_loop()


loop = new_loop()
loop.set_debug(True)
print('after set_debug(True) get_debug() is', loop.get_debug())
sys.exit(loop.get_debug() is not True)
