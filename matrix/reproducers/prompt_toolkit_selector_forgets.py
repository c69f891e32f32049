"""A descriptor that is watched for writing besides reading loses its callbacks, which ends the run with a TypeError."""
# loop: prompt-toolkit
# clauses: fd.directions_independent
import asyncio
import socket
import sys

from prompt_toolkit.eventloop.inputhook import new_eventloop_with_inputhook


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else new_eventloop_with_inputhook(lambda context: None)


loop = new_loop()
a, b = socket.socketpair()
loop.add_reader(a, print, 'readable')
loop.add_writer(a, print, 'writable')
loop.call_later(0.1, loop.stop)
loop.call_later(0.01, loop.remove_writer, a)
try:
    loop.run_forever()
except TypeError as error:
    print('TypeError:', error)
    sys.exit(1)
