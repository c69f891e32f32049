"""What is set on the wrapper, such as slow_callback_duration or a method of one's own, the loop that runs does not see."""
# loop: tornado
# clauses: debug.slow_callback.logged, debug.slow_callback_duration.default, sock.connect.resolves_names
import asyncio
import logging
import sys
import time


def new_loop():
    loop = asyncio.SelectorEventLoop()
    if 'asyncio' in sys.argv:
        return loop
    from tornado.platform.asyncio import AddThreadSelectorEventLoop
    return AddThreadSelectorEventLoop(loop)


records = []


class Recorder(logging.Handler):
    def emit(self, record):
        records.append(record.getMessage())


logging.getLogger('asyncio').addHandler(Recorder())
loop = new_loop()
loop.set_debug(True)
loop.slow_callback_duration = 0.02
loop.call_soon(time.sleep, 0.05)
loop.call_soon(loop.stop)
loop.run_forever()
loop.close()
found = [text for text in records if 'took' in text]
print('logged:', found)
sys.exit(not found)
