"""Loops that misbehave, each factory named by its fault."""
import asyncio
import ctypes
import os
import subprocess
import sys
import threading
import time


class Base(asyncio.SelectorEventLoop):
    """CPython's loop, with a fault in call_soon()."""

    def misbehave(self):
        pass

    def call_soon(self, callback, *args, context=None):
        self.misbehave()
        return super().call_soon(callback, *args, context=context)


def factory_of(misbehave):
    """A loop class with that fault; a test that wants to know the processes names a file in the environment."""
    if 'LOOPCERT_TEST_PIDS' in os.environ:
        with open(os.environ['LOOPCERT_TEST_PIDS'], 'a') as file:
            file.write('%d\n' % os.getpid())
    return type('Misbehaving', (Base,), {'misbehave': lambda self: misbehave()})


def printing(lines=200000):
    def misbehave():
        for _ in range(lines):
            print('a line to stdout that nobody asked for')
        os.write(2, b'and one to stderr\n')
    return factory_of(misbehave)()


def dying():
    def misbehave():
        sys.stderr.write('about to leave\n')
        os._exit(7)
    return factory_of(misbehave)()


def crashing():
    return factory_of(lambda: ctypes.string_at(0))()


def sleeping():
    return factory_of(lambda: time.sleep(3600))()


def hogging():
    """Sleeps in C code without letting other threads of Python run."""
    return factory_of(lambda: ctypes.PyDLL(None).sleep(3600))()


def closing():
    def misbehave():
        os.closerange(3, 64)
        time.sleep(3600)
    return factory_of(misbehave)()


def babbling():
    """Writes what is no message to every open descriptor."""
    def misbehave():
        for fd in range(3, 32):
            try:
                os.write(fd, b'{"not": json\n')
            except OSError:
                pass
        time.sleep(3600)
    return factory_of(misbehave)()


def flooding():
    """Calls back without end once it runs."""
    class Flooding(asyncio.SelectorEventLoop):
        def call_later(self, delay, callback, *args, context=None):
            def again():
                callback(*args)
                self.call_soon(again)
            self.call_soon(again)
    return Flooding()


def breeding(path):
    """Leaves threads and children behind, one of them forked; writes the children's ids to `path`."""
    def misbehave():
        children = [subprocess.Popen(['sleep', '3600']).pid]
        forked = os.fork()
        if forked == 0:
            time.sleep(3600)
            os._exit(0)
        children.append(forked)
        threading.Thread(target=time.sleep, args=(3600,)).start()
        with open(path, 'w') as file:
            file.write(' '.join(map(str, children)))
    return factory_of(misbehave)()


def breeding_and_dying(path):
    def misbehave():
        if os.fork() == 0:
            time.sleep(3600)
        os._exit(3)
    return factory_of(misbehave)()


def raising():
    raise LookupError('no loop today')


def exiting():
    sys.stderr.write('leaving at once\n')
    os._exit(5)


def waiting():
    time.sleep(3600)


def no_loop():
    return 42


class Recording(asyncio.SelectorEventLoop):
    """Keeps the factory's arguments."""

    def __init__(self, **arguments):
        super().__init__()
        self.arguments = arguments


not_callable = 'a string'
