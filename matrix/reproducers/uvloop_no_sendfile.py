"""sendfile() is not implemented."""
# loop: uvloop
# clauses: sendfile.basic, sendfile.sock.basic
import asyncio
import socket
import sys

import uvloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else uvloop.new_event_loop()


async def main():
    a, b = socket.socketpair()
    with a, b, open(__file__, 'rb') as file:
        a.setblocking(False)
        return await asyncio.get_running_loop().sock_sendfile(a, file)

try:
    print(new_loop().run_until_complete(main()), 'bytes sent')
except NotImplementedError:
    print('sock_sendfile() raises NotImplementedError')
    sys.exit(1)
