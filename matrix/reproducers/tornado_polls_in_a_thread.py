"""A thread waits for descriptors, so that a run which is stopped before it begins does not see one that is readable."""
# loop: tornado
# clauses: running.stop.before_run_polls_io
import asyncio
import os
import sys


def new_loop():
    loop = asyncio.SelectorEventLoop()
    if 'asyncio' in sys.argv:
        return loop
    from tornado.platform.asyncio import AddThreadSelectorEventLoop
    return AddThreadSelectorEventLoop(loop)


loop = new_loop()
reading, writing = os.pipe()
os.write(writing, b'x')
found = []
loop.add_reader(reading, found.append, 'read')
loop.stop()
loop.run_forever()
loop.call_soon(loop.stop)
loop.run_forever()
print(found)
loop.remove_reader(reading)
loop.close()
sys.exit('read' not in found)
