"""Loops that differ from CPython's own in what the contract leaves free. The kit has nothing to find fault with in any."""
import asyncio
import asyncio.base_subprocess
import asyncio.events
import asyncio.unix_events
import concurrent.futures
import functools
import selectors


# ---------------------------------------------------------------- how a loop is made

def by_function():
    return asyncio.SelectorEventLoop()


class WithArguments(asyncio.SelectorEventLoop):
    """Cannot be made without arguments: `?name=a&limit=3`."""

    def __init__(self, *, name, limit):
        super().__init__()
        self.name = name
        self.limit = limit


class Maker:
    """A factory that is an object, with a method that makes loops of a class nobody can import."""

    def __init__(self):
        class Hidden(asyncio.SelectorEventLoop):
            def __init__(self, maker, *, selector):
                super().__init__(selector)
                self.maker = maker

        self.kind = Hidden

    def __call__(self):
        return self.kind(self, selector=selectors.DefaultSelector())

    def make(self):
        return self()


by_object = Maker()
by_partial = functools.partial(WithArguments, name='partial', limit=1)


class Guarded(asyncio.SelectorEventLoop):
    """Takes what its factory alone has, so that nobody else makes one."""

    __key = object()

    def __init__(self, key):
        if key is not Guarded.__key:
            raise TypeError('use Guarded.create()')
        super().__init__()

    @classmethod
    def create(cls):
        return cls(cls.__key)


# ---------------------------------------------------------------- parts of its own

class OwnHandle(asyncio.Handle):
    """A handle with a tag, as loops have that trace their callbacks."""

    __slots__ = ('tag',)

    def __init__(self, callback, args, loop, context=None):
        super().__init__(callback, args, loop, context)
        self.tag = 'soon'


class OwnTimerHandle(asyncio.TimerHandle):
    __slots__ = ('tag',)

    def __init__(self, when, callback, args, loop, context=None):
        super().__init__(when, callback, args, loop, context)
        self.tag = 'later'


class Handles(asyncio.SelectorEventLoop):
    """Makes handles of its own classes."""

    def _call_soon(self, callback, args, context):
        handle = OwnHandle(callback, args, self, context)
        if handle._source_traceback:
            del handle._source_traceback[-1]
        self._ready.append(handle)
        return handle

    def call_at(self, when, callback, *args, context=None):
        if when is None:
            raise TypeError('when cannot be None')
        sound = asyncio.events.TimerHandle
        asyncio.events.TimerHandle = OwnTimerHandle
        try:
            return super().call_at(when, callback, *args, context=context)
        finally:
            asyncio.events.TimerHandle = sound


class OwnTask(asyncio.Task):
    """A task that knows more."""

    def __init__(self, coro, **options):
        super().__init__(coro, **options)
        self.notes = []


class Tasks(asyncio.SelectorEventLoop):
    """create_task() makes tasks of a subclass."""

    def create_task(self, coro, **options):
        if self.get_task_factory() is not None:
            return super().create_task(coro, **options)
        self._check_closed()
        name = options.pop('name', None)
        task = OwnTask(coro, loop=self, name=name, **options)
        if task._source_traceback:
            del task._source_traceback[-1]
        return task


class OwnFuture(asyncio.Future):
    """A future that knows more."""


class Futures(asyncio.SelectorEventLoop):
    """create_future() makes futures of a subclass."""

    def create_future(self):
        return OwnFuture(loop=self)


class OwnSelector(selectors.DefaultSelector):
    """Counts how often it was asked."""

    def __init__(self):
        super().__init__()
        self.asked = 0

    def select(self, timeout=None):
        self.asked += 1
        return super().select(timeout)


class WrappedSelector(selectors.BaseSelector):
    """Holds another selector and hands everything on."""

    def __init__(self):
        self.inner = selectors.SelectSelector()

    def register(self, fileobj, events, data=None):
        return self.inner.register(fileobj, events, data)

    def unregister(self, fileobj):
        return self.inner.unregister(fileobj)

    def modify(self, fileobj, events, data=None):
        return self.inner.modify(fileobj, events, data)

    def select(self, timeout=None):
        return self.inner.select(timeout)

    def close(self):
        self.inner.close()

    def get_map(self):
        return self.inner.get_map()


def own_selector():
    return asyncio.SelectorEventLoop(OwnSelector())


def wrapped_selector():
    return asyncio.SelectorEventLoop(WrappedSelector())


class OwnExecutor(concurrent.futures.ThreadPoolExecutor):
    """Counts what it was given."""

    given = 0

    def submit(self, *args, **options):
        self.given += 1
        return super().submit(*args, **options)


def own_executor():
    loop = asyncio.SelectorEventLoop()
    loop.set_default_executor(OwnExecutor(thread_name_prefix='asyncio'))
    return loop


# ---------------------------------------------------------------- other behaviour that nobody may mind

class OtherClock(asyncio.SelectorEventLoop):
    """Its clock began a day earlier."""

    def time(self):
        return super().time() + 86400


class Counting(asyncio.SelectorEventLoop):
    """Counts its iterations, and is as long as they are many: false while it has done none."""

    iterations = 0

    def _run_once(self):
        self.iterations += 1
        super()._run_once()

    def __len__(self):
        return self.iterations


class Talking(asyncio.SelectorEventLoop):
    """Says more of itself, and hands its errors on by methods of its own."""

    def __repr__(self):
        return super().__repr__().replace('>', ' tagged>')

    def default_exception_handler(self, context):
        super().default_exception_handler(context)

    def call_exception_handler(self, context):
        super().call_exception_handler(context)


class LatePipe(asyncio.unix_events._UnixWritePipeTransport):
    """Looks one iteration later whether too much is waiting."""

    def _maybe_pause_protocol(self):
        self._loop.call_soon(super()._maybe_pause_protocol)


class Children(asyncio.SelectorEventLoop):
    """Tells who writes to a child of the pause after write() has returned."""

    def _make_write_pipe_transport(self, pipe, protocol, waiter=None, extra=None):
        if isinstance(protocol, asyncio.base_subprocess.WriteSubprocessPipeProto):
            return LatePipe(self, pipe, protocol, waiter, extra)
        return super()._make_write_pipe_transport(pipe, protocol, waiter, extra)


# ---------------------------------------------------------------- many at once

class Everything(Handles, Tasks, Futures, Children, Counting, OtherClock, Talking):
    """All of it."""

    def __init__(self, *, name):
        super().__init__(WrappedSelector())
        self.name = name
        self.set_default_executor(OwnExecutor(thread_name_prefix='asyncio'))


class Library:
    """Where a library hides its factory."""

    class loops:
        @staticmethod
        def make(name='everything'):
            return Everything(name=name)
