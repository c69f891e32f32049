"""KeyboardInterrupt in a callback does not leave run_forever(), which then ends no more."""
# loop: pygobject
# clauses: running.exit_request.keyboard_interrupt_propagates
import asyncio
import subprocess
import sys


def new_loop():
    if 'asyncio' in sys.argv:
        return asyncio.SelectorEventLoop()
    from gi.events import GLibEventLoop
    from gi.repository import GLib
    return GLibEventLoop(GLib.MainContext())


def interrupt():
    raise KeyboardInterrupt


if 'child' in sys.argv:
    loop = new_loop()
    loop.call_soon(interrupt)
    loop.call_later(1, loop.stop)
    try:
        loop.run_forever()
    except KeyboardInterrupt:
        sys.exit(0)
    sys.exit(1)
child = subprocess.Popen([sys.executable, __file__, *sys.argv[1:], 'child'])
try:
    code = child.wait(5)
except subprocess.TimeoutExpired:
    child.kill()
    code = 'nothing: it was killed'
print('ended with', code)
sys.exit(code != 0)
