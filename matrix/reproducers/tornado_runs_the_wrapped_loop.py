"""The running loop, and that of futures, tasks and servers, is the loop that is wrapped and not the wrapper."""
# loop: tornado
# clauses: future.create_future.bound, task.init.loop_not_running_ok, current.get_running_loop.raises_outside, runner.loop_factory.asyncio_run
import asyncio
import sys


def new_loop():
    loop = asyncio.SelectorEventLoop()
    if 'asyncio' in sys.argv:
        return loop
    from tornado.platform.asyncio import AddThreadSelectorEventLoop
    return AddThreadSelectorEventLoop(loop)


async def running():
    return asyncio.get_running_loop()

loop = new_loop()
future = loop.create_future()
found = [loop.run_until_complete(running()) is loop, future.get_loop() is loop]
print('runs, has the future:', found)
loop.close()
sys.exit(found != [True, True])
