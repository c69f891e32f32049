"""What datagram_received() raises is dropped, and reported to nobody."""
# loop: rloop
# clauses: datagram.protocol_error.survives
import asyncio
import socket
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


class Failing(asyncio.DatagramProtocol):
    calls = 0

    def datagram_received(self, data, address):
        self.calls += 1
        raise RuntimeError('bad datagram')


async def main():
    loop = asyncio.get_running_loop()
    reports = []
    loop.set_exception_handler(lambda *arguments: reports.append(arguments[-1]))
    transport, protocol = await loop.create_datagram_endpoint(Failing, local_addr=('127.0.0.1', 0))
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.sendto(b'x', transport.get_extra_info('sockname'))
    await asyncio.sleep(0.1)
    return protocol.calls, len(reports)


calls, reports = new_loop().run_until_complete(main())
print('calls:', calls, 'reports:', reports)
sys.exit(reports != calls)
