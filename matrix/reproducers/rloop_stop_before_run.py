"""A run that is stopped before it begins calls nothing of what is queued."""
# loop: rloop
# clauses: running.stop.before_run_runs_queued
import asyncio
import sys

import rloop


def new_loop():
    return asyncio.SelectorEventLoop() if 'asyncio' in sys.argv else rloop.new_event_loop()


loop = new_loop()
called = []
loop.call_soon(called.append, 'queued')
loop.stop()
loop.run_forever()
print('called:', called)
sys.exit(called != ['queued'])
