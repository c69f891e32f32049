"""default_exception_handler() raises NotImplementedError."""
# loop: rloop
# clauses: errors.default_handler.logs_error
import asyncio
import sys

import rloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else rloop.new_event_loop()


try:
    new_loop().default_exception_handler({'message': 'a report'})
except NotImplementedError:
    print('NotImplementedError')
    sys.exit(1)
