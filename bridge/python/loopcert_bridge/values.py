"""Values as JSON and back. What is no plain data travels as a reference with a tag `$`: docs/bridge-protocol.md."""
import inspect
import math
import sys
import types
from base64 import b64decode, b64encode
from threading import local

from .errors import HostError, error_class, system_facts, traceback_of
from .host import HostBase, HostDict, HostList, HostRoom
from .names import camel, snake
from .tables import Classes, Held, Wrappers

PLAIN = (bool, str, int, type(None))
# By its name a call knows which argument has options: a method too, which a class may fetch from somewhere else.
NAMED = (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType)
MIRRORS = (HostBase, HostList, HostDict, HostRoom, BaseException)


class Sent(local):
    """What a thread sent back to where it came from."""

    def __init__(self):
        self.back = []


class Values:
    def __init__(self):
        self.held = Held()
        self.classes = Classes()
        self.wrappers = Wrappers()
        self.own_errors = {}
        self.sent = Sent()

    def begin(self):
        """What this thread sent before has been read."""
        self.sent.back = []

    def forget(self):
        self.held.clear()
        self.wrappers.forget()
        self.own_errors.clear()

    # -- from Python

    def encode(self, value):
        kind = type(value)
        if kind in PLAIN:
            return value if kind is not int or abs(value) < 1 << 53 else {'$': 'f', 'v': str(value)}
        if kind is float:
            return value if math.isfinite(value) else {'$': 'f', 'v': repr(value)}
        if isinstance(value, int):
            return self.encode(int(value))  # A member of an enumeration: AF_INET.
        # Another's object may answer anything when it is asked for its `__dict__`.
        if isinstance(value, MIRRORS) and not isinstance(value, type):
            host_id = getattr(value, '__dict__', {}).get('_host_id')
            if host_id is not None:
                # It must not be given back before the message that names it has been read.
                self.sent.back.append(value)
                return {'$': 'h', 'i': host_id}
        if kind in (bytes, bytearray, memoryview):
            return {'$': 'b', 'v': b64encode(bytes(value)).decode()}
        if kind in (tuple, list):
            return {'$': 'l', 'v': [self.encode(item) for item in value]}
        if kind in (set, frozenset):
            return {'$': 's', 'v': [self.encode(item) for item in value]}
        if kind is dict and all(type(key) is str for key in value):
            return {'$': 'd', 'v': {camel(key): self.encode(item) for key, item in value.items()}}
        if isinstance(value, BaseException):
            return self.encode_error(value)
        message = {'$': 'p', 'i': self.held.hold(value), 'c': self.classes.number(kind)}
        if isinstance(value, NAMED):
            message['n'] = getattr(value, '__name__', kind.__name__)
        return message

    def encode_error(self, error):
        is_group = hasattr(error, 'exceptions') and hasattr(error, 'message')
        args = [error.message, list(error.exceptions)] if is_group else error.args
        message = {'$': 'e', 'i': self.held.hold(error), 'n': [c.__name__ for c in type(error).__mro__],
                   'a': [self.encode(arg) for arg in args]}
        message.update(system_facts(error))
        traceback = traceback_of(error)
        if traceback is not None:
            message['tb'] = traceback
        return message

    # -- from TypeScript

    def decode(self, value):
        kind = type(value)
        if kind is str:
            # A value has no identity over there, so equal ones get the same here: asyncio compares some with `is`.
            return sys.intern(value)
        if kind is not dict:
            return value
        return getattr(self, 'decode_' + value['$'])(value)

    def decode_p(self, value):
        return self.held.get(value['i'])

    def decode_h(self, value):
        return self.wrappers.wrap(value['i'], value['k'], value['n'])

    def decode_e(self, value):
        def make():
            cls = error_class(value['n'], self.own_errors)
            args = [self.decode(arg) for arg in value['a']]
            try:
                return cls(*args)
            except TypeError:
                return HostError(*args)
        return self.wrappers.error(value['i'], make)

    def decode_c(self, value):
        return error_class(value['n'], self.own_errors)

    def decode_l(self, value):
        return self.wrappers.copy(value['i'], HostList(self.decode(item) for item in value['v']))

    def decode_t(self, value):
        return tuple(self.decode(item) for item in value['v'])

    def decode_s(self, value):
        return {self.decode(item) for item in value['v']}

    def decode_d(self, value):
        if 'i' not in value:
            return {key: self.decode(item) for key, item in value['v'].items()}
        items = ((snake(key), self.decode(item)) for key, item in value['v'].items())
        return self.wrappers.copy(value['i'], HostDict(items))

    def decode_w(self, value):
        return self.wrappers.room(value['i'], value['n'])

    def decode_b(self, value):
        return b64decode(value['v'])

    def decode_f(self, value):
        return float(value['v'])


def description(cls):
    """What TypeScript has to know of a class: which names are methods, and which protocols it takes part in."""
    return {
        'name': cls.__name__,
        'methods': [n for n in dir(cls) if not n.startswith('__') and _is_method(cls, n)],
        'awaitable': hasattr(cls, '__await__'),
        'iterator': hasattr(cls, '__next__') or hasattr(cls, 'send'),
        'manager': hasattr(cls, '__aenter__'),
        'type': issubclass(cls, type),
        # hasattr() would find the one of the class's own class.
        'callable': any('__call__' in vars(base) for base in cls.__mro__),
    }


def _is_method(cls, name):
    static = inspect.getattr_static(cls, name, None)
    if isinstance(static, (property, types.GetSetDescriptorType, types.MemberDescriptorType)):
        return False
    return callable(getattr(cls, name, None))
