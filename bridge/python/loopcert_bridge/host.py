"""TypeScript objects as Python objects. They reach their originals through LINE, which the service sets up."""
import asyncio
import collections.abc
import inspect


class Line:
    """How to reach TypeScript."""

    ask = None      # A request, to its decoded answer.
    call = None     # Host id, name of a method or None, arguments, keywords.
    encode = None


LINE = Line()


class HostBase:
    """A TypeScript object; the subclasses differ in the protocols they take part in."""

    def __init__(self, host_id, label):
        self.__dict__['_host_id'] = host_id
        self.__dict__['_label'] = label

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        found, value = LINE.ask({'op': 'get', 'i': self._host_id, 'n': name})
        if not found:
            raise AttributeError(name)
        return value

    def __setattr__(self, name, value):
        LINE.ask({'op': 'set', 'i': self._host_id, 'n': name, 'v': LINE.encode(value)})

    def __repr__(self):
        return '<TypeScript %s>' % self.__dict__['_label']


class HostObject(HostBase):
    """A plain object: attributes and methods under Python's names."""


class HostFunction(HostBase):
    """A function: calling it calls the TypeScript one."""

    def __getattr__(self, name):
        raise AttributeError(name)

    def __setattr__(self, name, value):
        self.__dict__[name] = value

    def __call__(self, *args, **kwargs):
        return LINE.call(self._host_id, None, args, kwargs)


class HostGeneratorFunction(HostFunction):
    """A generator function is a coroutine function, and looks like one to whoever asks in one of three ways."""

    __name__ = 'HostGeneratorFunction'
    __defaults__ = __kwdefaults__ = __annotations__ = None


async def _coroutine_function():
    pass

# inspect.iscoroutinefunction() of 3.10 and 3.11 takes for a function what has the attributes of one.
HostGeneratorFunction.__code__ = _coroutine_function.__code__
for _module, _name in ((getattr(asyncio, 'coroutines', None), '_is_coroutine'), (inspect, '_is_coroutine_mark')):
    _marker = getattr(_module, _name, None)
    if _marker is not None:
        setattr(HostGeneratorFunction, '_is_coroutine' if _module is not inspect else '_is_coroutine_marker', _marker)


class HostIterator(HostBase):
    """Steps a TypeScript iterator; what `await` on a TypeScript awaitable uses."""

    def __getattr__(self, name):
        raise AttributeError(name)

    def __setattr__(self, name, value):
        self.__dict__[name] = value

    def _step(self, how, value):
        done, result = LINE.ask({'op': 'step', 'i': self._host_id, 'h': how, 'v': value})
        if done:
            raise StopIteration(result)
        return result

    def __iter__(self):
        return self

    def __next__(self):
        return self._step('next', None)

    def send(self, value):
        return self._step('next', LINE.encode(value))

    def throw(self, kind, value=None, traceback=None):
        if value is None:
            value = kind() if isinstance(kind, type) else kind
        elif not isinstance(value, BaseException):
            value = kind(value)
        return self._step('throw', LINE.encode(value))

    def close(self):
        try:
            self._step('return', None)
        except (StopIteration, GeneratorExit):
            return
        raise RuntimeError('coroutine ignored GeneratorExit')


class HostCoroutine(HostIterator, collections.abc.Coroutine):
    """A TypeScript generator, stepped by Python's own Task."""

    __qualname__ = __name__ = 'HostCoroutine'

    def __await__(self):
        return self


class HostAwaitable(HostObject):
    """An object with an iterator that yields futures."""

    def __await__(self):
        return LINE.ask({'op': 'iterate', 'i': self._host_id})

    __iter__ = __await__


class HostFuture(HostAwaitable):
    """An object that has `_asyncioFutureBlocking`: a future, as far as asyncio.isfuture() can tell."""

    @property
    def _asyncio_future_blocking(self):
        return self.__getattr__('_asyncio_future_blocking')

    @_asyncio_future_blocking.setter
    def _asyncio_future_blocking(self, value):
        HostBase.__setattr__(self, '_asyncio_future_blocking', value)


class HostList(list):
    """A TypeScript array: a list here, the same array back there."""


class HostDict(dict):
    """A TypeScript object given where Python wants a dict."""


class HostRoom(bytearray):
    """The bytes of a TypeScript Uint8Array that are written to here; `fill` sends what was written."""


def fill(room, nbytes):
    if type(room) is HostRoom:
        LINE.ask({'op': 'fill', 'i': room._host_id, 'v': LINE.encode(bytes(room[:nbytes]))})


async def filling(awaitable, room):
    result = await awaitable
    fill(room, result[0] if type(result) is tuple else result)
    return result


def _protocol(base):
    def forward(name):
        def method(self, *args):
            return LINE.call(self._host_id, name, args, {})
        return method
    members = {name: forward(name) for name in dir(base) if not name.startswith('_')}
    if 'get_buffer' in members:
        members.update(get_buffer=_get_buffer, buffer_updated=_buffer_updated)
    return type('Host' + base.__name__, (HostBase, base), members)


def _get_buffer(self, sizehint):
    room = LINE.call(self._host_id, 'get_buffer', (sizehint,), {})
    self.__dict__['_room'] = room
    return room


def _buffer_updated(self, nbytes):
    fill(self.__dict__.get('_room'), nbytes)
    return LINE.call(self._host_id, 'buffer_updated', (nbytes,), {})


KINDS = {
    'fn': HostFunction, 'gfn': HostGeneratorFunction, 'co': HostCoroutine, 'it': HostIterator,
    'aw': HostAwaitable, 'fut': HostFuture, 'obj': HostObject,
    'stream': _protocol(asyncio.Protocol), 'buffered': _protocol(asyncio.BufferedProtocol),
    'datagram': _protocol(asyncio.DatagramProtocol), 'process': _protocol(asyncio.SubprocessProtocol),
}
