"""remove_reader() and remove_writer() return None, whether or not there was something to remove."""
# loop: uvloop
# clauses: fd.remove.return_value, fd.closed_loop
import asyncio
import socket
import sys

import uvloop

loop = asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else uvloop.new_event_loop()
one, other = socket.socketpair()
loop.add_reader(one, print)
found = [loop.remove_reader(one), loop.remove_reader(one)]
loop.close()
print('removed:', found)
sys.exit(found != [True, False])
