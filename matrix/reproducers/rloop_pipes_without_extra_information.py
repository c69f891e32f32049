"""The transports of pipes have no extra information: asking fails."""
# loop: rloop
# clauses: subprocess.extra.pipe, pipe.extra.pipe
import asyncio
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    import rloop
    return rloop.new_event_loop()


async def main():
    loop = asyncio.get_running_loop()
    transport, _ = await loop.subprocess_exec(asyncio.SubprocessProtocol, 'cat')
    try:
        return transport.get_pipe_transport(0).get_extra_info('pipe')
    except AttributeError as error:
        print(error)
        return None
    finally:
        transport.close()
        await asyncio.sleep(0.1)


pipe = new_loop().run_until_complete(main())
print('pipe:', pipe)
sys.exit(pipe is None)
