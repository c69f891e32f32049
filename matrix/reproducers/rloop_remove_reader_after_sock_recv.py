"""remove_reader() of a descriptor that a call of the sock_ family has waited for ends the process by SIGABRT."""
# loop: rloop
# clauses: sock.cancel.unregisters
import asyncio
import os
import socket
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


async def main():
    loop = asyncio.get_running_loop()
    reading, _writing = socket.socketpair()
    reading.setblocking(False)
    waiting = asyncio.ensure_future(loop.sock_recv(reading, 9))
    await asyncio.sleep(0.05)
    waiting.cancel()
    await asyncio.wait([waiting])
    return loop.remove_reader(reading.fileno())


# In a child, which is the one that is ended.
child = os.fork()
if child == 0:
    print('still watched:', new_loop().run_until_complete(main()), flush=True)
    os._exit(0)
status = os.waitpid(child, 0)[1]
print('ended by signal:', os.WTERMSIG(status))
sys.exit(status != 0)
