"""A loop whose methods return what can be awaited, and nothing beside: no coroutine, no future of asyncio's."""
import asyncio


class Bare:
    """Yields a future once, as `await` wants it; has no send(), no throw(), no close(), no cancel()."""

    __slots__ = ('future', 'begun')

    def __init__(self, future):
        self.future, self.begun = future, False

    def __await__(self):
        return self

    __iter__ = __await__

    def __next__(self):
        if self.future.done():
            raise StopIteration(self.future.result())
        if self.begun:
            raise RuntimeError('nobody waited')
        self.begun = self.future._asyncio_future_blocking = True
        return self.future


class Hollow(Bare):
    """Answers whatever it is asked for, and never with what was expected."""

    __slots__ = ()

    def __getattr__(self, name):
        return None


class Sour(Bare):
    """Fails when it is asked for what it does not have."""

    __slots__ = ()

    def __getattr__(self, name):
        raise LookupError('there is no %s' % name)


class Several(Exception):
    """Not asyncio's kind of group."""

    exceptions = ()


class Loop(asyncio.SelectorEventLoop):
    def __init__(self, kind='Bare'):
        super().__init__()
        self.kind = globals()[kind]

    def run_in_executor(self, executor, function, *args):
        return self.kind(super().run_in_executor(executor, function, *args))

    def getaddrinfo(self, *args, **options):
        return self.kind(self.create_future())

    def getnameinfo(self, *args, **options):
        raise Several('one', 'two')
