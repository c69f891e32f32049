"""sendto() takes no address of IPv6 as the system gives it, of four items."""
# loop: rloop
# clauses: datagram.receive.bytes_and_addr
import asyncio
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


async def main():
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, local_addr=('::1', 0))
    try:
        transport.sendto(b'x', transport.get_extra_info('sockname'))
    except ValueError as error:
        return str(error)


refused = new_loop().run_until_complete(main())
print('refused:', refused)
sys.exit(refused is not None)
