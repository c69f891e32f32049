/** The same server in Python: `python3 -c ... asyncio`, or uvloop. */
export const PYTHON_SERVER = `
import asyncio, sys, threading, time

if sys.argv[1] == "uvloop":
    import uvloop
    loop = uvloop.new_event_loop()
else:
    loop = asyncio.SelectorEventLoop()

class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
    def data_received(self, data):
        self.transport.write(data)

def tell():
    for _ in sys.stdin:
        print("cpu", int(time.process_time() * 1e6), flush=True)
    loop.call_soon_threadsafe(loop.stop)

async def main():
    server = await loop.create_server(Echo, "127.0.0.1", 0)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    return server

server = loop.run_until_complete(main())
threading.Thread(target=tell, daemon=True).start()
loop.run_forever()
`;
