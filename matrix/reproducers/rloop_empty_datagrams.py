"""An empty datagram is not sent."""
# loop: rloop
# clauses: datagram.sendto.empty_sent
import asyncio
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


class Recorder(asyncio.DatagramProtocol):
    def __init__(self):
        self.found = []

    def datagram_received(self, data, address):
        self.found.append(data)


async def main():
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(Recorder, local_addr=('127.0.0.1', 0))
    for data in (b'', b'x'):
        transport.sendto(data, transport.get_extra_info('sockname'))
    await asyncio.sleep(0.1)
    return protocol.found


found = new_loop().run_until_complete(main())
print('received:', found)
sys.exit(found != [b'', b'x'])
