"""add_reader() refuses neither an object that is no descriptor, nor one of a transport, nor anything once the loop is closed."""
# loop: tornado
# clauses: fd.closed_loop, fd.invalid_object, closing.rejects.fd_registration, extension.ensure_fd_no_transport.contract
import asyncio
import os
import sys


def new_loop():
    loop = asyncio.SelectorEventLoop()
    if 'asyncio' in sys.argv:
        return loop
    from tornado.platform.asyncio import AddThreadSelectorEventLoop
    return AddThreadSelectorEventLoop(loop)


def refused(descriptor):
    try:
        loop.add_reader(descriptor, print)
    except (RuntimeError, ValueError):
        return True
    return False


loop = new_loop()
found = [refused(object())]
loop.close()
found.append(refused(os.pipe()[0]))
print('refused, no descriptor and a closed loop:', found)
os._exit(found != [True, True])
