"""A closed loop leaves sockets open."""
# loop: rloop
# clauses: closing.close.releases_descriptors
import asyncio
import gc
import os
import sys

import rloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else rloop.new_event_loop()


def sockets():
    gc.collect()
    links = [os.path.join('/proc/self/fd', name) for name in os.listdir('/proc/self/fd')]
    return sum(os.readlink(link).startswith(('socket', 'pipe')) for link in links if os.path.lexists(link))

before = sockets()
for _ in range(10):
    loop = new_loop()
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
del loop
print('sockets left by ten closed loops:', sockets() - before)
sys.exit(sockets() > before)
