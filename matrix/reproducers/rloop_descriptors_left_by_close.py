"""A closed loop leaves descriptors open."""
# loop: rloop
# clauses: closing.close.releases_descriptors
import asyncio
import os
import sys

import rloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else rloop.new_event_loop()


def descriptors():
    return len(os.listdir('/proc/self/fd'))

before = descriptors()
for _ in range(10):
    loop = new_loop()
    loop.call_soon(loop.stop)
    loop.run_forever()
    loop.close()
print('descriptors left by ten closed loops:', descriptors() - before)
sys.exit(descriptors() > before + 1)
