"""What is offered as the module `asyncio`: its names, and those of its neighbours that a test needs beside it."""
import asyncio
import concurrent.futures
import contextvars
import importlib
import io
import os
import subprocess
import types


async def run_in(manager, body):
    async with manager as entered:
        return await body(entered)


def pipe():
    """A pipe as two unbuffered files: its reading end, its writing end."""
    reading, writing = os.pipe()
    return os.fdopen(reading, 'rb', 0), os.fdopen(writing, 'wb', 0)


class Api:
    def __init__(self):
        self.ContextVar = contextvars.ContextVar
        self.Context = contextvars.Context
        self.copy_context = contextvars.copy_context
        self.ConcurrentFuture = concurrent.futures.Future
        self.ThreadPoolExecutor = concurrent.futures.ThreadPoolExecutor
        self.run_in = run_in
        self.PIPE, self.STDOUT, self.DEVNULL = subprocess.PIPE, subprocess.STDOUT, subprocess.DEVNULL
        self.files = types.SimpleNamespace(open=open, BytesIO=io.BytesIO, pipe=pipe)

    @property
    def sockets(self):
        return importlib.import_module('socket')

    @property
    def ssl(self):
        try:
            return importlib.import_module('ssl')
        except ImportError:
            raise AttributeError('this interpreter has no ssl') from None

    @staticmethod
    def as_completed(fs, **options):
        return iter(asyncio.as_completed(list(fs), **options))

    @staticmethod
    def wait(fs, **options):
        return asyncio.wait(list(fs) if not isinstance(fs, (set, frozenset)) else fs, **options)

    def __getattr__(self, name):
        for module in (asyncio, asyncio.tasks, asyncio.futures, asyncio.events, asyncio.coroutines):
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError("module 'asyncio' has no attribute %r" % name)
