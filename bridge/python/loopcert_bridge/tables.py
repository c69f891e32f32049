"""Which object bears which number. Objects of both sides live as long as the other side holds them.

An object is let go when the other side has given back as many references as it was sent: a message that is still under
way on another channel counts, so no number is ever named after its object has gone.
"""
import weakref
from collections import deque
from threading import RLock

from .host import KINDS, HostRoom


class Held:
    """Python objects that TypeScript holds, by handle."""

    def __init__(self):
        self.objects = {}       # handle -> [object, how often it was sent]
        self.handles = {}       # id(object) -> handle
        self.kept = set()       # handles that outlive a test
        self.last = 0
        self.floor = 0          # handles up to it belong to tests that have ended
        self.lock = RLock()

    def hold(self, value):
        with self.lock:
            handle = self.handles.get(id(value))
            if handle is None:
                self.last += 1
                handle = self.last
                self.objects[handle] = [value, 1]
                self.handles[id(value)] = handle
            else:
                self.objects[handle][1] += 1
            return handle

    def get(self, handle):
        found = self.objects.get(handle)
        if found is None:
            if handle <= self.floor:
                raise ReferenceError('the object belongs to a test that has ended')
            raise LookupError('TypeScript named an object that is gone: %d' % handle)
        return found[0]

    def give_back(self, handle, count):
        with self.lock:
            found = self.objects.get(handle)
            if found is None or handle in self.kept:
                return
            found[1] -= count
            if found[1] <= 0:
                del self.objects[handle]
                self.handles.pop(id(found[0]), None)

    def values(self):
        return [found[0] for found in list(self.objects.values())]

    def clear(self):
        with self.lock:
            self.objects = {h: self.objects[h] for h in self.kept if h in self.objects}
            self.handles = {id(found[0]): h for h, found in self.objects.items()}
            self.floor = self.last


class Classes:
    """Numbers of classes. TypeScript asks what a number means; a class that is gone needs no number."""

    def __init__(self):
        self.numbers = weakref.WeakKeyDictionary()
        self.by_number = weakref.WeakValueDictionary()
        self.last = 0

    def number(self, cls):
        number = self.numbers.get(cls)
        if number is None:
            self.last += 1
            number = self.last
            self.numbers[cls] = number
            self.by_number[number] = cls
        return number


class Leash:
    """Held by what stands for a TypeScript object here, and by nothing else: it dies with its holder, and tells.

    A weak reference of before would tell too early. The collector clears those to all of its garbage before it runs the first
    finalizer, such as that of a failed task, which may name any of it still, or bring it back to life. One that the finalizer of
    the leash makes is cleared when the holder is taken apart.
    """

    __slots__ = ('host_id', '__weakref__')
    dying = deque()         # host id, weak reference to the leash: each time an object that stood for one dies

    def __init__(self, host_id):
        self.host_id = host_id

    def __del__(self, tell=dying.append, ref=weakref.ref):
        tell((self.host_id, ref(self)))


class ErrorToken:
    """Stands for an exception in the table below: an exception of a built-in class cannot be referred to weakly."""

    __slots__ = ('error', '_host_leash', '__weakref__')


class Wrappers:
    """TypeScript objects that Python holds, by host id."""

    def __init__(self):
        self.lock = RLock()
        self.living = weakref.WeakValueDictionary()     # host id -> wrapper
        self.errors = weakref.WeakValueDictionary()     # host id -> token of an exception
        self.alive = {}         # host id -> wrapper, of objects that asyncio may hold weakly
        self.received = {}      # host id -> how often it came
        self.standing = {}      # host id -> how many objects stand for it here

    def note(self, host_id, stand_in):
        """`stand_in` is new, and stands for the TypeScript object."""
        self.standing[host_id] = self.standing.get(host_id, 0) + 1
        object.__setattr__(stand_in, '_host_leash', Leash(host_id))

    def count(self, host_id):
        self.received[host_id] = self.received.get(host_id, 0) + 1

    def wrap(self, host_id, kind, label):
        with self.lock:
            self.count(host_id)
            wrapper = self.living.get(host_id)
            if wrapper is None:
                wrapper = KINDS[kind](host_id, label)
                self.living[host_id] = wrapper
                self.note(host_id, wrapper)
                if kind in ('fut', 'obj', 'aw'):
                    # As long-lived as the object it stands for, until `idle` finds both unused.
                    self.alive[host_id] = wrapper
            return wrapper

    def copy(self, host_id, made):
        """`made` holds what the TypeScript object held when it was sent: there may be several."""
        with self.lock:
            self.count(host_id)
            made._host_id = host_id
            self.note(host_id, made)
            return made

    def room(self, host_id, size):
        return self.copy(host_id, HostRoom(size))

    def error(self, host_id, make):
        """The exception that stands for a TypeScript error. It holds its token, and the table holds neither."""
        with self.lock:
            self.count(host_id)
            token = self.errors.get(host_id)
            if token is None:
                token = ErrorToken()
                token.error = make()
                token.error.__dict__.update(_host_id=host_id, _host_token=token)
                self.errors[host_id] = token
                self.note(host_id, token)
            return token.error

    def take_released(self):
        """Host ids that nothing here stands for any more, each with how often it was received."""
        dying = Leash.dying
        if not dying:
            return []
        released = []
        with self.lock:
            still = []
            # A collection may begin here, and a finalizer send a message of its own.
            while dying:
                host_id, leash = dying.popleft()
                if leash() is not None:
                    still.append((host_id, leash))
                    continue
                left = self.standing.get(host_id, 0) - 1
                if left > 0:
                    self.standing[host_id] = left
                elif self.standing.pop(host_id, None) is not None:
                    released.append([host_id, self.received.pop(host_id)])
            dying.extend(still)
        return released

    def forget(self):
        """What came before belongs to a test that has ended: TypeScript has forgotten it."""
        with self.lock:
            self.alive.clear()
            self.errors.clear()
            self.standing.clear()
            self.received.clear()
