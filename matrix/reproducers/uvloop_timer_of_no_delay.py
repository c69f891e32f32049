"""The handle of a timer of no delay has no when()."""
# loop: uvloop
# clauses: timers.call_later.when_for_every_delay
import asyncio
import sys

import uvloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else uvloop.new_event_loop()


timer = new_loop().call_later(0, print)
print(type(timer), 'has when():', hasattr(timer, 'when'))
sys.exit(not hasattr(timer, 'when'))
