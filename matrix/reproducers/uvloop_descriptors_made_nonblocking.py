"""add_reader() and add_writer() switch a descriptor to non-blocking, for whoever shares it too."""
# loop: uvloop
# clauses: fd.blocking_kept
import asyncio
import os
import sys

if sys.argv[1:] == ['asyncio']:
    loop = asyncio.new_event_loop()
else:
    import uvloop
    loop = uvloop.new_event_loop()
reading, writing = os.pipe()
loop.add_reader(reading, print)
loop.add_writer(writing, print)
blocks = [os.get_blocking(reading), os.get_blocking(writing)]
print('blocks:', blocks)
sys.exit(0 if blocks == [True, True] else 1)
