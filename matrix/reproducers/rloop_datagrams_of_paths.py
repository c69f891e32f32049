"""sendto() takes pairs of host and port alone as addresses."""
# loop: rloop
# clauses: datagram.unix.sendto_path
import asyncio
import os
import socket
import sys
import tempfile


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


async def main(folder):
    loop = asyncio.get_running_loop()
    there = os.path.join(folder, 'there')
    peer = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    peer.bind(there)
    transport, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=os.path.join(folder, 'here'), family=socket.AF_UNIX
    )
    try:
        transport.sendto(b'hello', there)
    except TypeError as error:
        return error
    return None


with tempfile.TemporaryDirectory() as folder:
    error = new_loop().run_until_complete(main(folder))
print('error:', error)
sys.exit(error is not None)
