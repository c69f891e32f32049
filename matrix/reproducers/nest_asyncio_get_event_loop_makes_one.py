"""get_event_loop() makes a loop in a thread that has none."""
# loop: nest-asyncio
# clauses: current.get_event_loop.other_thread
import asyncio
import sys
import threading

import nest_asyncio


def new_loop():
    loop = asyncio.SelectorEventLoop()
    if 'asyncio' not in sys.argv:
        nest_asyncio.apply(loop)
    return loop


loop = new_loop()
seen = []


def ask():
    try:
        seen.append(asyncio.get_event_loop())
    except RuntimeError:
        seen.append(None)

thread = threading.Thread(target=ask)
thread.start()
thread.join()
print('in another thread get_event_loop() gives', seen[0])
sys.exit(seen[0] is not None)
