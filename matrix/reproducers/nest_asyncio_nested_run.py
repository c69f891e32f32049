"""A run inside a run is not refused."""
# loop: nest-asyncio
# clauses: running.run_until_complete.same_loop_reentry
import asyncio
import sys

import nest_asyncio


def new_loop():
    loop = asyncio.SelectorEventLoop()
    if 'asyncio' not in sys.argv:
        nest_asyncio.apply(loop)
    return loop


loop = new_loop()


async def main():
    inner = asyncio.sleep(0, 'the inner run returned')
    try:
        return loop.run_until_complete(inner)
    except RuntimeError as error:
        inner.close()
        return error

result = loop.run_until_complete(main())
print(result)
sys.exit(isinstance(result, str))
