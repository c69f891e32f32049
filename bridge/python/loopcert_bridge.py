"""The Python side of the bridge: real asyncio objects, reached from TypeScript by JSON messages.

One message is one JSON object. A request has a key "op"; its reply is {"ok": value} or {"err": error}. Either side may
send requests while it waits for a reply, to any depth, so calls nest. Standard library only, CPython 3.8 and later; the
same module serves an embedded interpreter (direct calls) and a native one (FIFOs, see `main`).
"""
import asyncio
import base64
import builtins
import collections.abc
import concurrent.futures
import contextvars
import errno
import faulthandler
import functools
import gc
import heapq
import importlib
import inspect
import io
import json
import math
import os
import platform
import signal
import subprocess
import sys
import textwrap
import threading
import time
import types
import weakref

PROTOCOL = 1


# ---------------------------------------------------------------- names

@functools.lru_cache(None)
def camel(name):
    """`call_soon` -> `callSoon`; leading underscores stay."""
    stripped = name.lstrip('_')
    head, *tail = stripped.split('_')
    return name[:len(name) - len(stripped)] + head + ''.join(part[:1].upper() + part[1:] for part in tail)


@functools.lru_cache(None)
def snake(name):
    """`callSoon` -> `call_soon`; names of classes stay."""
    stripped = name.lstrip('_')
    if stripped[:1].isupper():
        return name
    return ''.join('_' + c.lower() if c.isupper() else c for c in name)


# ---------------------------------------------------------------- TypeScript objects as Python objects

class HostError(Exception):
    """Something thrown in TypeScript that has no counterpart here."""


class HostBase:
    """A TypeScript object; the subclasses differ in the protocols they take part in."""

    def __init__(self, host_id):
        self.__dict__['_host_id'] = host_id

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        found, value = BRIDGE.ask({'op': 'get', 'i': self._host_id, 'n': name})
        if not found:
            raise AttributeError(name)
        return value

    def __setattr__(self, name, value):
        BRIDGE.ask({'op': 'set', 'i': self._host_id, 'n': name, 'v': encode(value)})

    def __repr__(self):
        return '<TypeScript object %d>' % self._host_id


class HostObject(HostBase):
    """A plain object: attributes and methods under Python's names."""


class HostFunction(HostBase):
    """A function: calling it calls the TypeScript one."""

    def __getattr__(self, name):
        raise AttributeError(name)

    def __setattr__(self, name, value):
        self.__dict__[name] = value

    def __call__(self, *args, **kwargs):
        return BRIDGE.call_host(self._host_id, None, args, kwargs)


class HostMethod:
    """A method of a TypeScript object, bound to it."""

    def __init__(self, owner, name):
        self.owner = owner
        self.name = name

    def __call__(self, *args, **kwargs):
        return BRIDGE.call_host(self.owner, self.name, args, kwargs)


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
        done, result = BRIDGE.ask({'op': 'step', 'i': self._host_id, 'h': how, 'v': value})
        if done:
            raise StopIteration(result)
        return result

    def __iter__(self):
        return self

    def __next__(self):
        return self._step('next', None)

    def send(self, value):
        return self._step('next', encode(value))

    def throw(self, kind, value=None, traceback=None):
        if value is None:
            value = kind() if isinstance(kind, type) else kind
        elif not isinstance(value, BaseException):
            value = kind(value)
        return self._step('throw', encode(value))

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
        return BRIDGE.ask({'op': 'iterate', 'i': self._host_id})

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


class HostRoom(bytearray):
    """The bytes of a TypeScript Uint8Array that are written to here; `fill` sends what was written."""


def fill(room, nbytes):
    if type(room) is HostRoom:
        BRIDGE.ask({'op': 'fill', 'i': room._host_id, 'v': encode(bytes(room[:nbytes]))})


async def filling(awaitable, room):
    result = await awaitable
    fill(room, result[0] if type(result) is tuple else result)
    return result


class HostDict(dict):
    """A TypeScript object given where Python wants a dict."""


def _protocol(base):
    names = [n for n in dir(base) if not n.startswith('_')]

    def forward(name):
        def method(self, *args):
            return BRIDGE.call_host(self._host_id, name, args, {})
        return method
    members = {n: forward(n) for n in names}
    if 'get_buffer' in members:
        members.update(get_buffer=_get_buffer, buffer_updated=_buffer_updated)
    return type('Host' + base.__name__, (HostBase, base), members)


def _get_buffer(self, sizehint):
    room = BRIDGE.call_host(self._host_id, 'get_buffer', (sizehint,), {})
    self.__dict__['_room'] = room
    return room


def _buffer_updated(self, nbytes):
    fill(self.__dict__.get('_room'), nbytes)
    return BRIDGE.call_host(self._host_id, 'buffer_updated', (nbytes,), {})


HOST_KINDS = {
    'fn': HostFunction, 'gfn': HostGeneratorFunction, 'co': HostCoroutine, 'it': HostIterator,
    'aw': HostAwaitable, 'fut': HostFuture, 'obj': HostObject,
    'stream': _protocol(asyncio.Protocol), 'buffered': _protocol(asyncio.BufferedProtocol),
    'datagram': _protocol(asyncio.DatagramProtocol), 'process': _protocol(asyncio.SubprocessProtocol),
}


# ---------------------------------------------------------------- errors

def _known_errors():
    known = {n: v for n, v in vars(builtins).items() if isinstance(v, type) and issubclass(v, BaseException)}
    for name in ('CancelledError', 'InvalidStateError', 'TimeoutError', 'SendfileNotAvailableError'):
        known[name] = getattr(asyncio, name)
    for module, name, host_name in (('socket', 'gaierror', 'GaiError'), ('ssl', 'SSLError', 'SSLError'),
                                    ('ssl', 'SSLCertVerificationError', 'SSLCertVerificationError')):
        try:
            known[host_name] = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            pass  # An interpreter without it raises no such error.
    known['HostError'] = HostError
    known.pop('Error', None)
    return known


KNOWN_ERRORS = _known_errors()


def error_code(error):
    """The name of a system error's number, `ECONNREFUSED`; of an error of TLS its reason."""
    reason = getattr(error, 'reason', None)
    if type(reason) is str:
        return reason
    if type(error).__name__ == 'gaierror':
        module = sys.modules['socket']
        return next((n for n in dir(module) if n.startswith('EAI_') and getattr(module, n) == error.errno), None)
    return errno.errorcode.get(error.errno)


def error_class(names):
    """The class for a TypeScript chain of class names; made when it is the test's own."""
    own = []
    for name in names:
        base = KNOWN_ERRORS.get(name)
        if base is not None:
            break
        own.append(name)
    else:
        base = HostError
        own = own[:-1] if own and own[-1] == 'Error' else own
    for name in reversed(own):
        key = (name, base)
        if key not in BRIDGE.own_errors:
            BRIDGE.own_errors[key] = type(name, (base,), {})
        base = BRIDGE.own_errors[key]
    return base


# ---------------------------------------------------------------- values

PLAIN = (bool, str, int, type(None))


def _system(error):
    if not isinstance(error, OSError) or error.errno is None:
        return {}
    return {'errno': error.errno, 'code': error_code(error)}


def encode(value):
    kind = type(value)
    if kind in PLAIN:
        return value if kind is not int or abs(value) < 1 << 53 else {'$': 'f', 'v': str(value)}
    if kind is float:
        return value if math.isfinite(value) else {'$': 'f', 'v': repr(value)}
    if isinstance(value, int):
        return encode(int(value))  # A member of an enumeration: AF_INET.
    host = getattr(value, '__dict__', {}).get('_host_id') if not isinstance(value, type) else None
    if host is not None and isinstance(value, (HostBase, HostList, HostDict, HostRoom, BaseException)):
        return {'$': 'h', 'i': host}
    if kind in (bytes, bytearray, memoryview):
        return {'$': 'b', 'v': base64.b64encode(bytes(value)).decode()}
    if kind in (tuple, list):
        return {'$': 'l', 'v': [encode(item) for item in value]}
    if kind in (set, frozenset):
        return {'$': 's', 'v': [encode(item) for item in value]}
    if kind is dict and all(type(key) is str for key in value):
        return {'$': 'd', 'v': {camel(key): encode(item) for key, item in value.items()}}
    if isinstance(value, BaseException):
        args = [value.message, list(value.exceptions)] if hasattr(value, 'exceptions') else value.args
        return {'$': 'e', 'i': BRIDGE.hold(value), 'n': [c.__name__ for c in kind.__mro__],
                'a': [encode(arg) for arg in args], **_system(value)}
    return BRIDGE.describe(value)


def decode(value):
    kind = type(value)
    if kind is str:
        # A value has no identity over there, so equal ones must have the same here: asyncio compares some with `is`.
        return sys.intern(value)
    if kind is not dict:
        return value
    tag = value['$']
    if tag == 'p':
        return BRIDGE.objects[value['i']]
    if tag == 'h':
        return BRIDGE.wrap(value['i'], value['k'])
    if tag == 'e':
        return BRIDGE.host_error(value)
    if tag == 'l':
        items = HostList(decode(item) for item in value['v'])
        if 'i' in value:
            items._host_id = value['i']
            BRIDGE.watch(items, value['i'])
        return items
    if tag == 't':
        return tuple(decode(item) for item in value['v'])
    if tag == 'w':
        return BRIDGE.room(value['i'], value['n'])
    if tag == 's':
        return {decode(item) for item in value['v']}
    if tag == 'd':
        items = HostDict((snake(key), decode(item)) for key, item in value['v'].items())
        items._host_id = value['i']
        BRIDGE.watch(items, value['i'])
        return items
    if tag == 'b':
        return base64.b64decode(value['v'])
    if tag == 'f':
        return float(value['v'])
    if tag == 'c':
        return error_class(value['n'])
    raise ValueError('unknown tag %r' % tag)


# ---------------------------------------------------------------- what is offered as the module

async def run_in(manager, body):
    async with manager as entered:
        return await body(entered)


def pipe():
    """A pipe as two file objects: its reading end, its writing end."""
    reading, writing = os.pipe()
    return os.fdopen(reading, 'rb', 0), os.fdopen(writing, 'wb', 0)


class Api:
    """The names of AsyncioModule: asyncio's, and what belongs to its neighbours."""

    def __init__(self):
        self.ContextVar = contextvars.ContextVar
        self.Context = contextvars.Context
        self.copy_context = contextvars.copy_context
        self.ConcurrentFuture = concurrent.futures.Future
        self.ThreadPoolExecutor = concurrent.futures.ThreadPoolExecutor
        self.run_in = run_in
        self.PIPE, self.STDOUT, self.DEVNULL = subprocess.PIPE, subprocess.STDOUT, subprocess.DEVNULL
        self.files = types.SimpleNamespace(open=open, BytesIO=io.BytesIO, pipe=pipe)

    @staticmethod
    def as_completed(fs, **options):
        return iter(asyncio.as_completed(list(fs), **options))

    @staticmethod
    def wait(fs, **options):
        return asyncio.wait(list(fs) if not isinstance(fs, (set, frozenset)) else fs, **options)

    @property
    def sockets(self):
        return importlib.import_module('socket')

    @property
    def ssl(self):
        try:
            return importlib.import_module('ssl')
        except ImportError:
            raise AttributeError('this interpreter has no ssl')

    def __getattr__(self, name):
        for module in (asyncio, asyncio.tasks, asyncio.futures, asyncio.events, asyncio.coroutines):
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError("module 'asyncio' has no attribute %r" % name)


# ---------------------------------------------------------------- the bridge

class Held(dict):
    """Objects by handle."""

    def __missing__(self, handle):
        raise ReferenceError('the object belongs to a test that has ended')


class Bridge:
    def __init__(self):
        self.objects = Held()    # handle -> object that TypeScript holds
        self.handles = {}        # id(object) -> handle
        self.kept = set()        # handles that outlive a test
        self.next_handle = 0
        self.classes = {}        # class -> number, as described to TypeScript
        self.wrappers = weakref.WeakValueDictionary()   # host id -> wrapper
        self.alive = {}          # host id -> wrapper, of objects that asyncio may hold weakly
        self.errors = {}         # host id -> exception
        self.own_errors = {}
        self.released = []       # host ids whose wrappers died
        self.lock = threading.RLock()
        self.api = Api()
        self.globals = {}
        self.channel = None      # how to reach TypeScript from this thread

    # -- handles

    def hold(self, value):
        with self.lock:
            handle = self.handles.get(id(value))
            if handle is None:
                self.next_handle += 1
                handle = self.next_handle
                self.objects[handle] = value
                self.handles[id(value)] = handle
            return handle

    def drop(self, handle):
        with self.lock:
            if handle in self.kept or handle not in self.objects:
                return
            value = self.objects.pop(handle)
            self.handles.pop(id(value), None)

    def describe(self, value):
        """A reference, with what TypeScript has to know of the class the first time it meets it."""
        cls = type(value)
        message = {'$': 'p', 'i': self.hold(value)}
        number = self.classes.get(cls)
        if number is None:
            number = self.classes[cls] = len(self.classes) + 1
            message['d'] = {
                'name': cls.__name__,
                'methods': [n for n in dir(cls) if not n.startswith('__') and self.is_method(cls, n)],
                'awaitable': hasattr(cls, '__await__'),
                'iterator': hasattr(cls, '__next__') or hasattr(cls, 'send'),
                'manager': hasattr(cls, '__aenter__'),
                'type': issubclass(cls, type),
                # hasattr() would find the one of the class's own class.
                'callable': any('__call__' in vars(base) for base in cls.__mro__),
            }
        message['c'] = number
        if isinstance(value, type) or isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
            message['n'] = value.__name__
        return message

    @staticmethod
    def is_method(cls, name):
        static = inspect.getattr_static(cls, name)
        if isinstance(static, (property, types.GetSetDescriptorType, types.MemberDescriptorType)):
            return False
        return callable(getattr(cls, name, None))

    # -- TypeScript objects

    def watch(self, wrapper, host_id):
        finalizer = weakref.finalize(wrapper, self.released.append, host_id)
        finalizer.atexit = False

    def wrap(self, host_id, kind):
        wrapper = self.wrappers.get(host_id)
        if wrapper is None:
            wrapper = HOST_KINDS[kind](host_id)
            self.wrappers[host_id] = wrapper
            self.watch(wrapper, host_id)
            if kind in ('fut', 'obj', 'aw'):
                # As long-lived as the object it stands for, until `do_collect` finds both unused.
                self.alive[host_id] = wrapper
        return wrapper

    def room(self, host_id, size):
        """New room each time, since a buffer of ours may have been given before to somebody who still holds it."""
        room = HostRoom(size)
        room._host_id = host_id
        self.wrappers[host_id] = room
        self.watch(room, host_id)
        return room

    def idle(self):
        """Host ids of wrappers that nothing but this table holds."""
        found = []
        for host_id in list(self.alive):
            # Held by the table and by the call itself.
            if sys.getrefcount(self.alive[host_id]) <= 2:
                found.append(host_id)
        return found

    def host_error(self, value):
        error = self.errors.get(value['i'])
        if error is None:
            cls = error_class(value['n'])
            args = [decode(arg) for arg in value['a']]
            try:
                error = cls(*args)
            except TypeError:
                error = HostError(*args)
            error._host_id = value['i']
            self.errors[value['i']] = error
        return error

    def take_released(self):
        released, self.released[:] = list(self.released), []
        return [i for i in released if i not in self.wrappers and i not in self.errors]

    # -- requests to TypeScript

    def ask(self, message):
        released = self.take_released()
        if released:
            message['r'] = released
        reply = self.channel(message)
        if 'err' in reply:
            raise decode(reply['err'])
        value = reply['ok']
        if type(value) is list:
            return value[0], decode(value[1])
        return decode(value)

    def call_host(self, host_id, name, args, kwargs):
        return self.ask({'op': 'call', 'i': host_id, 'n': name, 'a': [encode(a) for a in args],
                         'k': {camel(k): encode(v) for k, v in kwargs.items()}})

    # -- requests from TypeScript

    def serve(self, message):
        for handle in message.get('r', ()):
            self.drop(handle)
        try:
            return {'ok': getattr(self, 'do_' + message['op'])(message)}
        except BaseException as error:
            try:
                return {'err': encode(error)}
            finally:
                error.__traceback__ = None
                del error

    def do_call(self, message):
        return encode(self.call(message))

    def call(self, message):
        target = self.objects[message['i']]
        if message['n'] is not None:
            target = getattr(target, snake(message['n']))
        args = [decode(a) for a in message['a']]
        kwargs = {snake(k): decode(v) for k, v in message['k'].items()}
        result = target(*args, **kwargs)
        room = next((arg for arg in args if type(arg) is HostRoom), None)
        if room is None:
            return result
        if hasattr(result, '__await__'):
            return filling(result, room)
        fill(room, result[0] if type(result) is tuple else result)
        return result

    def do_get(self, message):
        try:
            return [True, encode(getattr(self.objects[message['i']], snake(message['n'])))]
        except AttributeError:
            return [False, None]

    def do_set(self, message):
        setattr(self.objects[message['i']], snake(message['n']), decode(message['v']))

    def do_del(self, message):
        delattr(self.objects[message['i']], snake(message['n']))

    def do_repr(self, message):
        return repr(self.objects[message['i']])

    def do_step(self, message):
        target = self.objects[message['i']]
        value = decode(message['v'])
        try:
            if message['h'] == 'return':
                target.close()
                return [True, encode(value)]
            if message['h'] == 'throw':
                result = target.throw(value)
            elif value is None or not hasattr(target, 'send'):
                result = next(target) if hasattr(target, '__next__') else target.send(None)
            else:
                result = target.send(value)
        except StopIteration as stop:
            return [True, encode(stop.value)]
        return [False, encode(result)]

    def do_iterate(self, message):
        return encode(self.objects[message['i']].__await__())

    def do_isinstance(self, message):
        return isinstance(decode(message['v']), self.objects[message['i']])

    def do_api(self, message):
        try:
            value = getattr(self.api, snake(message['n']))
        except AttributeError:
            return [False, None]
        encoded = encode(value)
        if type(encoded) is dict and encoded['$'] == 'p':
            self.kept.add(encoded['i'])
        return [True, encoded]

    def do_exec(self, message):
        names = list(message['b'])
        source = textwrap.indent(textwrap.dedent(message['s']).strip('\n') or 'pass', '    ')
        code = compile('def _body(%s):\n%s\n' % (', '.join(names), source), '<test>', 'exec')
        exec(code, self.globals)
        return encode(self.globals['_body'](*[decode(message['b'][name]) for name in names]))

    def do_collect(self, message):
        for host_id in message['f']:
            self.alive.pop(host_id, None)
        for _ in range(3):
            gc.collect()
        return {'$': 'l', 'v': [{'$': 'l', 'v': self.take_released()}, {'$': 'l', 'v': self.idle()}]}

    def do_reset(self, message):
        """Forgets what a test left behind."""
        with self.lock:
            kept = {h: self.objects[h] for h in self.kept if h in self.objects}
            self.objects = Held(kept)
            self.handles = {id(v): h for h, v in kept.items()}
        self.errors.clear()
        self.alive.clear()
        self.globals.clear()
        # asyncio asks who calls it before it warns of a policy's choice.
        self.globals['__name__'] = '__test__'
        for module in (asyncio, contextvars, threading, concurrent, gc, weakref, sys, os, signal, time, inspect,
                       functools, types, importlib):
            self.globals[module.__name__] = module
        for name in ('logging', 'warnings', 'socket', 'selectors'):
            try:
                self.globals[name] = importlib.import_module(name)
            except ImportError:
                pass
        self.globals['new_loop'] = lambda: self.factory()
        self.globals['new_loop_source'] = self.factory_source

    def do_hello(self, message):
        return {'protocol': PROTOCOL, 'version': list(sys.version_info[:3]),
                'implementation': platform.python_implementation(), 'pid': os.getpid()}

    # -- loops

    factory = None
    # What defines new_loop() in an interpreter of its own, which a test starts.
    factory_source = None

    def do_factory(self, message):
        """Finds the factory `module:attribute` and tries it once."""
        for path in reversed(message['path']):
            sys.path.insert(0, path)
        module = importlib.import_module(message['module'])
        factory = module
        for part in message['factory'].split('.'):
            factory = getattr(factory, part)
        arguments = dict(message['args'])
        if message['module'] == 'asyncio' and 'selector' in arguments:
            import selectors
            name = arguments.pop('selector')
            make = getattr(selectors, {'epoll': 'EpollSelector', 'poll': 'PollSelector', 'select': 'SelectSelector',
                                       'kqueue': 'KqueueSelector', 'devpoll': 'DevpollSelector'}[name])
            BRIDGE.factory = lambda: factory(make(), **arguments)
        else:
            BRIDGE.factory = lambda: factory(**arguments)
        BRIDGE.factory_source = (
            'import sys\nsys.path[:] = %r\nimport loopcert_bridge\nloopcert_bridge.BRIDGE.do_factory(%r)\n'
            'new_loop = loopcert_bridge.BRIDGE.factory\n' % (sys.path, dict(message, path=[])))
        loop = BRIDGE.factory()
        if not hasattr(loop, 'run_forever') or not hasattr(loop, 'close'):
            raise TypeError('the factory returned %r, which is no event loop' % (loop,))
        loop.close()
        return {'base': isinstance(loop, asyncio.BaseEventLoop), 'class': type(loop).__name__,
                'version': self.version_of(message['module'].split('.')[0])}

    @staticmethod
    def version_of(package):
        if package in ('asyncio', 'loopcert_loops'):
            return platform.python_version()
        version = getattr(sys.modules.get(package), '__version__', None)
        if version is None:
            try:
                version = importlib.import_module('importlib.metadata').version(package.replace('_', '-'))
            except Exception:
                version = ''
        return str(version)

    def do_new_loop(self, message):
        return encode(BRIDGE.factory())


BRIDGE = Bridge()


# ---------------------------------------------------------------- embedded: the host drives the loop

class PatientSelector:
    """Waits by sleeping when Python itself runs the loop, not at all when the host does."""

    def __init__(self):
        self.driven = False

    def select(self, timeout=None):
        if not self.driven and timeout != 0:
            if timeout is None:
                raise RuntimeError('the loop would wait for ever: nothing can wake it up here')
            if timeout > 0:
                time.sleep(timeout)
        return []

    def close(self):
        pass


class EmbeddedLoop(asyncio.BaseEventLoop):
    """CPython's own scheduling over a simulated selector."""

    def __init__(self):
        super().__init__()
        self._selector = PatientSelector()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        BRIDGE.ask({'op': 'wake', 'i': 0})

    # There are no threads to ask the resolver in, and no sockets to listen with.

    async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        raise NotImplementedError('getaddrinfo() is not implemented')

    async def getnameinfo(self, sockaddr, flags=0):
        raise NotImplementedError('getnameinfo() is not implemented')

    async def create_server(self, protocol_factory, host=None, port=None, **options):
        if host is None and port is None:
            return await super().create_server(protocol_factory, host, port, **options)
        raise NotImplementedError('create_server() is not implemented')


class Run:
    """One run of an embedded loop, in turns that the host takes."""

    def __init__(self, loop, future=None):
        from asyncio.base_events import _run_until_complete_cb
        self.loop = loop
        self.future = None
        loop._check_closed()
        loop._check_running()
        if future is not None:
            self.new_task = not asyncio.isfuture(future)
            self.future = asyncio.ensure_future(future, loop=loop)
            if self.new_task:
                self.future._log_destroy_pending = False
            self.callback = _run_until_complete_cb
            self.future.add_done_callback(self.callback)
        loop._run_forever_setup()
        loop._selector.driven = True
        asyncio._set_running_loop(None)

    def turn(self):
        """Runs iterations for a moment. Returns None when the run ended, else the seconds to wait (-1: until woken)."""
        loop = self.loop
        until = time.monotonic() + 0.002
        asyncio._set_running_loop(loop)
        try:
            while True:
                loop._run_once()
                if loop._stopping:
                    return None
                wait = self.wait()
                if wait != 0 or time.monotonic() > until:
                    return wait
        finally:
            asyncio._set_running_loop(None)

    def wait(self):
        loop = self.loop
        while loop._scheduled and loop._scheduled[0]._cancelled:
            loop._timer_cancelled_count -= 1
            heapq.heappop(loop._scheduled)._scheduled = False
        if loop._ready or loop._stopping:
            return 0
        if loop._scheduled:
            return max(0, loop._scheduled[0].when() - loop.time())
        return -1

    def end(self, failed):
        loop = self.loop
        loop._selector.driven = False
        asyncio._set_running_loop(loop)
        loop._run_forever_cleanup()
        if self.future is None:
            return None
        if failed and self.new_task and self.future.done() and not self.future.cancelled():
            self.future.exception()
        self.future.remove_done_callback(self.callback)
        if failed:
            return None
        if not self.future.done():
            raise RuntimeError('Event loop stopped before Future completed.')
        return self.future.result()


_events = asyncio.events


class EmbeddedPolicy(getattr(_events, '_BaseDefaultEventLoopPolicy', None) or _events.BaseDefaultEventLoopPolicy):
    """What asyncio makes loops with when none is given: the interpreter's own choice here is the browser's loop."""

    _loop_factory = EmbeddedLoop


class EmbeddedBridge(Bridge):
    def do_reset(self, message):
        super().do_reset(message)
        asyncio._set_running_loop(None)
        (getattr(_events, '_set_event_loop_policy', None) or _events.set_event_loop_policy)(EmbeddedPolicy())

    def do_begin(self, message):
        loop = self.objects[message['i']]
        args = [decode(a) for a in message['a']]
        handle = self.hold(Run(loop, *args))
        return handle

    def do_turn(self, message):
        run = self.objects[message['i']]
        try:
            wait = run.turn()
        except BaseException:
            run.end(True)
            raise
        if wait is None:
            return {'done': True, 'value': encode(run.end(False))}
        return {'done': False, 'wait': wait}


def embed(ask_host):
    """Begins embedded service; returns the function that takes requests as JSON text."""
    global BRIDGE
    BRIDGE = EmbeddedBridge()
    BRIDGE.channel = lambda message: json.loads(ask_host(json.dumps(message)))
    asyncio._set_running_loop(None)
    BRIDGE.factory = EmbeddedLoop
    return lambda text: json.dumps(BRIDGE.serve(json.loads(text)))


# ---------------------------------------------------------------- native: three pairs of FIFOs

class Channel:
    """One direction in, one out; newline-framed JSON."""

    def __init__(self, folder, name):
        # The same order as on the other side, since opening a FIFO waits for its peer.
        self.input = os.open(os.path.join(folder, name + '.in'), os.O_RDONLY)
        self.output = os.open(os.path.join(folder, name + '.out'), os.O_WRONLY)
        self.pending = b''
        self.lock = threading.RLock()

    def read(self):
        pieces = [self.pending]
        while b'\n' not in pieces[-1]:
            try:
                chunk = os.read(self.input, 1 << 16)
            except OSError:
                chunk = b''
            if not chunk:
                os._exit(0)
            pieces.append(chunk)
        line, _, self.pending = (b''.join(pieces) if len(pieces) > 2 else pieces[0] + pieces[-1]
                                 if len(pieces) == 2 else pieces[0]).partition(b'\n')
        return LOADS(line.decode())

    def write(self, message):
        data = DUMPS(message).encode() + b'\n'
        while data:
            try:
                data = data[os.write(self.output, data):]
            except OSError:
                os._exit(0)

    def ask(self, message):
        with self.lock:
            self.write(message)
            while True:
                reply = self.read()
                if 'op' not in reply:
                    return reply
                self.write(BRIDGE.serve(reply))

    def serve_forever(self):
        while True:
            try:
                self.write(BRIDGE.serve(self.read()))
            except KeyboardInterrupt:
                pass

    def abandon(self):
        for end in (self.input, self.output):
            try:
                os.close(end)
            except OSError:
                pass


LOADS = json.JSONDecoder().decode
DUMPS = json.JSONEncoder(separators=(',', ':')).encode


def main(folder, pure):
    """Serves a native interpreter until the other side is gone."""
    if pure and asyncio.Future is not asyncio.futures._PyFuture:
        raise SystemExit('asyncio was imported before its accelerator could be left out')
    faulthandler.enable()
    channels = {name: Channel(folder, name) for name in ('main', 'outside', 'threads')}
    owners = {threading.get_ident(): channels['main']}

    def ask(message):
        return owners.get(threading.get_ident(), channels['threads']).ask(message)

    BRIDGE.channel = ask

    def forked():
        """A forked child has no part in the conversation, and must not keep it open."""
        for channel in channels.values():
            channel.abandon()

    os.register_at_fork(after_in_child=forked)

    def outside():
        owners[threading.get_ident()] = channels['outside']
        channels['outside'].serve_forever()
    threading.Thread(target=outside, daemon=True).start()
    channels['main'].serve_forever()
