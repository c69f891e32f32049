"""asyncio.run() takes no loop_factory any more."""
# loop: nest-asyncio
# clauses: runner.loop_factory.asyncio_run
import asyncio
import sys

import nest_asyncio


def new_loop():
    loop = asyncio.SelectorEventLoop()
    if 'asyncio' not in sys.argv:
        nest_asyncio.apply(loop)
    return loop


new_loop()
try:
    asyncio.run(asyncio.sleep(0), loop_factory=asyncio.SelectorEventLoop)
except TypeError as error:
    print('TypeError:', error)
    sys.exit(1)
print('taken')
