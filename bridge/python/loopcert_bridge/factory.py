"""The subject's factory: found once, and then the one place that further loops come from, in other interpreters too."""
import asyncio
import importlib
import os
import platform
import sys

from .declared import Unfit, declared

SELECTORS = {'epoll': 'EpollSelector', 'poll': 'PollSelector', 'select': 'SelectSelector',
             'kqueue': 'KqueueSelector', 'devpoll': 'DevpollSelector'}


class Factory:
    def __init__(self, module, factory, arguments=(), path=()):
        self.named = module, factory, dict(arguments)
        sys.path[:0] = path
        self.module = importlib.import_module(module)
        self.function = self.module
        for part in factory.split('.'):
            self.function = getattr(self.function, part)
        self.arguments = dict(arguments)
        self.selector = None
        if module == 'asyncio' and 'selector' in self.arguments:
            self.selector = getattr(importlib.import_module('selectors'), SELECTORS[self.arguments.pop('selector')])

    def __call__(self):
        positional = () if self.selector is None else (self.selector(),)
        return self.function(*positional, **self.arguments)

    def source(self):
        """Python source that defines `new_loop` in another interpreter of this machine, with the same set-up."""
        pure = "sys.modules['_asyncio'] = None\n" if sys.modules.get('_asyncio', self) is None else ''
        return (
            'import sys\nsys.path[:] = %r\n%sfrom loopcert_bridge.factory import Factory as _Factory\n'
            'new_loop = _Factory(*%r)\n' % ([os.path.abspath(path) for path in sys.path], pure, self.named))

    def facts(self):
        """Makes a loop, and tells what it is."""
        loop = self()
        if not hasattr(loop, 'run_forever') or not hasattr(loop, 'close'):
            raise TypeError('the factory returned %r, which is no event loop' % (loop,))
        try:
            facts = loop_facts(loop)
        finally:
            loop.close()
        told = {'base': isinstance(loop, asyncio.BaseEventLoop), 'class': type(loop).__name__, 'loop': facts,
                'version': version_of(self.named[0].split('.')[0]) or version_of_class(type(loop))}
        try:
            told['declared'] = declared(self.module, self.function, self.named[2])
        except Unfit as unfit:
            told['unfit'] = str(unfit)
        return told


def _is_asyncios(value):
    return (getattr(value, '__module__', None) or '').split('.')[0] == 'asyncio'


def _differs(loop):
    """Where the loop is not asyncio's: public methods of another's, in its class, set on it or patched into asyncio's
    own class; a selector; a task factory."""
    own = getattr(loop, '__dict__', {})
    differs = []
    for name in sorted(n for n in dir(asyncio.AbstractEventLoop) if not n.startswith('_')):
        value = own[name] if name in own else getattr(type(loop), name, None)
        if value is not None and not _is_asyncios(value):
            differs.append(name)
    selector = type(getattr(loop, '_selector', None))
    if selector is not type(None) and selector.__module__ != 'selectors':
        differs.append('selector %s.%s' % (selector.__module__, selector.__qualname__))
    if getattr(loop, '_task_factory', None) is not None:
        differs.append('task factory')
    return differs


def loop_facts(loop):
    cls = type(loop)
    try:
        differs = _differs(loop)
    except Exception as error:
        differs = ['what cannot be asked: %s' % type(error).__name__]
    return {'class': cls.__qualname__, 'module': cls.__module__, 'own': _is_asyncios(cls) and not differs,
            'differs': differs}


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


def version_of_class(cls):
    """Of the package that the class comes from, where a module of somebody's only makes the loop."""
    package = cls.__module__.split('.')[0]
    return '' if package == 'asyncio' else version_of(package)
