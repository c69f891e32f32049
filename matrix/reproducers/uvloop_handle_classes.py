"""Handles are not of the classes of asyncio."""
# loop: uvloop
# clauses: callbacks.call_soon.returns_handle, timers.call_later.returns_timer_handle
import asyncio
import sys

import uvloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else uvloop.new_event_loop()


handle = new_loop().call_soon(print)
print(type(handle), 'is an asyncio.Handle:', isinstance(handle, asyncio.Handle))
sys.exit(not isinstance(handle, asyncio.Handle))
