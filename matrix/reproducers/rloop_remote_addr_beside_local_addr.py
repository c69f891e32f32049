"""Given both addresses, create_datagram_endpoint() connects to local_addr and never looks at remote_addr."""
# loop: rloop
# clauses: datagram.remote_addr.connects, datagram.args.family_mismatch
import asyncio
import socket
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


async def main():
    loop = asyncio.get_running_loop()
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(('127.0.0.1', 0))
    server.settimeout(0.5)
    transport, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=('127.0.0.1', 0), remote_addr=server.getsockname()
    )
    transport.sendto(b'hello')
    try:
        return server.recv(9)
    except socket.timeout:
        return None


received = new_loop().run_until_complete(main())
print('received:', received)
sys.exit(received != b'hello')
