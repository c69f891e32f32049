"""Loops that misbehave, each factory named by its fault."""
import asyncio
import ctypes
import os
import subprocess
import sys
import threading
import time


def faulty(fault):
    """A factory of CPython's loop with `fault` in call_soon(); `pids` names a file to write the ids of processes to."""
    def make(pids=os.devnull, **options):
        def note(*ids):
            with open(pids, 'a') as file:
                file.write(''.join('%d\n' % each for each in ids))

        class Misbehaving(asyncio.SelectorEventLoop):
            def call_soon(self, callback, *args, context=None):
                fault(note, **options)
                return super().call_soon(callback, *args, context=context)
        note(os.getpid())
        return Misbehaving()
    return make


@faulty
def printing(note, lines='200000'):
    for _ in range(int(lines)):
        print('a line to stdout that nobody asked for')
    os.write(2, b'and one to stderr\n')


@faulty
def dying(note):
    sys.stderr.write('about to leave\n')
    os._exit(7)


@faulty
def crashing(note):
    ctypes.string_at(0)


@faulty
def sleeping(note):
    time.sleep(3600)


@faulty
def refusing(note):
    raise LookupError('nothing is called soon here')


def idling():
    """Runs nothing, with a task that waits."""
    async def patient():
        pass

    class Idling(asyncio.SelectorEventLoop):
        def run_forever(self):
            self.task = self.create_task(patient())
            time.sleep(3600)
    return Idling()


@faulty
def hogging(note):
    """Sleeps in C code without letting other threads of Python run."""
    ctypes.PyDLL(None).sleep(3600)


@faulty
def closing(note):
    os.closerange(3, 64)
    time.sleep(3600)


@faulty
def babbling(note):
    """Writes what is no message to every open descriptor."""
    for fd in range(3, 32):
        try:
            os.write(fd, b'{"not": json\n')
        except OSError:
            pass
    time.sleep(3600)


@faulty
def breeding(note):
    """Leaves threads and children behind, one of them forked."""
    children = [subprocess.Popen(['sleep', '3600']).pid]
    forked = os.fork()
    if forked == 0:
        time.sleep(3600)
        os._exit(0)
    threading.Thread(target=time.sleep, args=(3600,)).start()
    note(*children, forked)


@faulty
def breeding_and_dying(note):
    child = os.fork()
    if child == 0:
        time.sleep(3600)
    note(child)
    os._exit(3)


def flooding(pids=os.devnull):
    """Calls back without end once it runs."""
    with open(pids, 'a') as file:
        file.write('%d\n' % os.getpid())

    class Flooding(asyncio.SelectorEventLoop):
        def call_later(self, delay, callback, *args, context=None):
            def again():
                callback(*args)
                self.call_soon(again)
            self.call_soon(again)
    return Flooding()


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
