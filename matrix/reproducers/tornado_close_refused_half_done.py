"""close() inside a run is refused only after the wrapper has closed what it watches with: its loop can watch nothing any more."""
# loop: tornado
# clauses: closing.close.running_raises
import asyncio
import sys


def new_loop():
    loop = asyncio.SelectorEventLoop()
    if 'asyncio' in sys.argv:
        return loop
    from tornado.platform.asyncio import AddThreadSelectorEventLoop
    return AddThreadSelectorEventLoop(loop)


reports = []


async def main():
    try:
        loop.close()
    except RuntimeError as error:
        print('refused:', error)
    await asyncio.sleep(0.05)


loop = new_loop()
loop.set_exception_handler(lambda _, context: reports.append(context['message']))
try:
    loop.run_until_complete(main())
    loop.close()
    import gc
    gc.collect()
except BaseException as error:
    reports.append(repr(error))
print(reports)
sys.exit(bool(reports))
