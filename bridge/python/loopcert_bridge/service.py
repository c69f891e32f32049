"""Answers requests of TypeScript, and asks it in turn."""
import asyncio
import concurrent
import contextvars
import functools
import gc
import importlib
import inspect
import os
import platform
import signal
import sys
import textwrap
import threading
import time
import types
import weakref
from traceback import format_exception

from .api import Api
from .errors import BridgeFault, Raised, foreign, has, is_foreign, pending_tasks, stacks
from .factory import Factory
from .host import LINE, HostRoom, fill, filling
from .names import camel, snake
from .values import Values, description

PROTOCOL = 2
# Beside `new_loop` and `new_loop_source`, what the Python code of a test finds without importing it.
MODULES = (asyncio, contextvars, threading, concurrent, gc, weakref, sys, os, signal, time, inspect, functools, types,
           importlib)
OPTIONAL = ('logging', 'warnings', 'socket', 'selectors')


class Service:
    def __init__(self, channel, factory=None):
        """`channel` takes a request of ours to its reply."""
        self.channel = channel
        self.factory = factory
        self.values = Values()
        self.held = self.values.held
        self.wrappers = self.values.wrappers
        self.encode = self.values.encode
        self.decode = self.values.decode
        self.api = Api()
        self.globals = {}
        self.faults = []
        LINE.ask, LINE.call, LINE.encode = self.ask, self.call_host, self.encode

    # -- requests to TypeScript

    def outgoing(self, message):
        """Adds to a message what is told beside: references given back, and faults of the bridge."""
        released = self.wrappers.take_released()
        if released:
            message['r'] = released
        if self.faults:
            message['x'], self.faults = self.faults, []
        return message

    def ask(self, message):
        reply = self.channel(self.outgoing(message))
        if 'err' in reply:
            raise self.decode(reply['err'])
        if 'fault' in reply:
            raise BridgeFault(reply['fault'])
        try:
            value = reply['ok']
            return (value[0], self.decode(value[1])) if type(value) is list else self.decode(value)
        except Exception as error:
            raise self.fault(error) from None

    def call_host(self, host_id, name, args, kwargs):
        return self.ask({'op': 'call', 'i': host_id, 'n': name, 'a': [self.encode(a) for a in args],
                         'k': {camel(k): self.encode(v) for k, v in kwargs.items()}})

    def fault(self, error):
        text = ''.join(format_exception(type(error), error, error.__traceback__))
        self.faults.append(text)
        return BridgeFault(text)

    # -- requests from TypeScript

    def serve(self, message):
        for handle, count in message.get('r', ()):
            self.held.give_back(handle, count)
        self.values.begin()
        return self.outgoing(self.answer(message))

    def answer(self, message):
        try:
            return {'ok': getattr(self, 'do_' + message['op'])(message)}
        except Raised as raised:
            return self.refuse(raised.error)
        except BridgeFault as fault:
            return {'fault': str(fault)}
        except ReferenceError as error:
            return self.refuse(error)
        except BaseException as error:
            if is_foreign(error):
                return self.refuse(error)
            return {'fault': str(self.fault(error))}

    def refuse(self, error):
        try:
            return {'err': self.encode(error)}
        except Exception as problem:
            return {'fault': str(self.fault(problem))}
        finally:
            # The frames, and what they hold, live no longer than in plain code.
            error.__traceback__ = None
            del error

    def target(self, message):
        return self.held.get(message['i'])

    def do_call(self, message):
        return self.encode(self.call(message))

    def call(self, message):
        target = self.target(message)
        if message['n'] is not None:
            target = foreign(getattr, target, snake(message['n']))
        args = [self.decode(a) for a in message['a']]
        kwargs = {snake(k): self.decode(v) for k, v in message['k'].items()}
        result = foreign(target, *args, **kwargs)
        room = next((arg for arg in args if type(arg) is HostRoom), None)
        if room is None:
            return result
        if has(result, '__await__'):
            return filling(result, room)
        fill(room, result[0] if type(result) is tuple else result)
        return result

    def do_get(self, message):
        try:
            value = getattr(self.target(message), snake(message['n']))
        except AttributeError:
            return [False, None]
        except BridgeFault:
            raise
        except BaseException as error:
            raise Raised(error) from None
        return [True, self.encode(value)]

    def do_set(self, message):
        foreign(setattr, self.target(message), snake(message['n']), self.decode(message['v']))

    def do_del(self, message):
        foreign(delattr, self.target(message), snake(message['n']))

    def do_repr(self, message):
        return foreign(repr, self.target(message))

    def do_step(self, message):
        """As `await` steps what it was given: an iterator need have no send(), throw() or close()."""
        target = self.target(message)
        value = self.decode(message['v'])
        if message['h'] == 'return':
            if has(target, 'close'):
                foreign(target.close)
            return [True, self.encode(value)]
        if message['h'] == 'throw' and not has(target, 'throw'):
            raise Raised(value)
        try:
            if message['h'] == 'throw':
                result = foreign(target.throw, value)
            elif value is not None and has(target, 'send'):
                result = foreign(target.send, value)
            elif has(target, '__next__'):
                result = foreign(next, target)
            else:
                result = foreign(foreign(getattr, target, 'send'), None)
        except Raised as raised:
            if not isinstance(raised.error, StopIteration):
                raise
            return [True, self.encode(raised.error.value)]
        return [False, self.encode(result)]

    def do_iterate(self, message):
        return self.encode(foreign(foreign(getattr, self.target(message), '__await__')))

    def do_isinstance(self, message):
        return foreign(isinstance, self.decode(message['v']), self.target(message))

    def do_class(self, message):
        return foreign(description, self.values.classes.by_number[message['c']])

    def do_api(self, message):
        try:
            value = getattr(self.api, snake(message['n']))
        except AttributeError:
            return [False, None]
        encoded = self.encode(value)
        if type(encoded) is dict and encoded['$'] == 'p':
            self.held.kept.add(encoded['i'])
        return [True, encoded]

    def do_exec(self, message):
        names = list(message['b'])
        values = [self.decode(message['b'][name]) for name in names]
        source = textwrap.indent(textwrap.dedent(message['s']).strip('\n') or 'pass', '    ')
        code = foreign(compile, 'def _body(%s):\n%s\n' % (', '.join(names), source), '<test>', 'exec')
        exec(code, self.globals)
        return self.encode(foreign(self.globals['_body'], *values))

    def do_collect(self, message):
        for host_id in message['f']:
            self.wrappers.alive.pop(host_id, None)
        for _ in range(3):
            gc.collect()
        return {'$': 'l', 'v': [{'$': 'l', 'v': self.idle()}]}

    def idle(self):
        """Host ids of wrappers that nothing but the table holds."""
        alive = self.wrappers.alive
        # Held by the table and by the call itself.
        return [host_id for host_id in list(alive) if sys.getrefcount(alive[host_id]) <= 2]

    def do_reset(self, message):
        """Forgets what a test left behind."""
        self.values.forget()
        self.globals.clear()
        # asyncio asks who calls it before it warns of a policy's choice.
        self.globals['__name__'] = '__test__'
        for module in MODULES:
            self.globals[module.__name__] = module
        for name in OPTIONAL:
            try:
                self.globals[name] = importlib.import_module(name)
            except ImportError:
                pass
        self.globals['new_loop'] = self.factory
        self.globals['new_loop_source'] = self.factory.source() if isinstance(self.factory, Factory) else None

    def do_hello(self, message):
        return {'protocol': PROTOCOL, 'version': list(sys.version_info[:3]),
                'implementation': platform.python_implementation(), 'pid': os.getpid()}

    def do_stacks(self, message):
        """What every thread and every pending task does at the moment."""
        loops = [value for value in self.held.values() if hasattr(type(value), 'run_forever')]
        return stacks(pending_tasks(loops))

    # -- loops

    def do_factory(self, message):
        """Finds the factory `module:attribute` and tries it once."""
        self.factory = foreign(Factory, message['module'], message['factory'], message['args'], message['path'])
        return foreign(self.factory.facts)

    def do_new_loop(self, message):
        return self.encode(foreign(self.factory))
