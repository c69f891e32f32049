"""Hostile loops, each factory named by what it does in call_soon()."""
import asyncio
import builtins
import os
import signal
import sys
import time


def acting(act):
    class Loop(asyncio.SelectorEventLoop):
        def call_soon(self, callback, *args, context=None):
            act()
            return super().call_soon(callback, *args, context=context)
    return Loop()


def no_loop():
    return 42


def raising():
    raise LookupError('no loop today')


class lying(asyncio.SelectorEventLoop):
    """Calls every callback twice."""

    def call_soon(self, callback, *args, context=None):
        super().call_soon(callback, *args, context=context)
        return super().call_soon(callback, *args, context=context)


def patching():
    """Lies, and replaces what is global in Python."""
    asyncio.AbstractEventLoop.run_forever = asyncio.sleep = lambda *args: None
    builtins.AssertionError = ValueError
    return lying()


def killing_parent():
    return acting(lambda: os.kill(os.getppid(), signal.SIGKILL))


def exhausting():
    kept = []

    def act():
        while True:
            kept.append(b'x' * (8 << 20))
            time.sleep(0.005)
    return acting(act)


def daemonizing():
    """Leaves a process behind that belongs to nobody."""
    def act():
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execvp('sleep', ['sleep', '3600'])
            os._exit(0)
    return acting(act)


def sleeping():
    return acting(lambda: time.sleep(3600))


def _spoil():
    """Makes the kit's Python side send what its other side cannot read, as an error of its own would."""
    sys.modules['loopcert_bridge.service'].Service.answer = lambda self, message: {'ok': {'$': '?'}}


def spoiling():
    return acting(_spoil)


def spoiling_once():
    mark = os.path.join(os.environ['SABOTEUR_FOLDER'], 'spoiled')

    def act():
        if not os.path.exists(mark):
            open(mark, 'w').close()
            _spoil()
    return acting(act)


def asyncios_own():
    """Hands out what is not its own."""
    return asyncio.SelectorEventLoop()


class subclass(asyncio.SelectorEventLoop):
    """Different in name only."""


def patched():
    """asyncio's class, with a method of another's in it."""
    def stop(self):
        self._stopping = True
    asyncio.SelectorEventLoop.stop = stop
    return asyncio.SelectorEventLoop()
