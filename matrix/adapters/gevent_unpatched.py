"""asyncio-gevent's loop without gevent's patches of the standard library."""
import importlib.metadata

import asyncio_gevent

loopcert_subject = {'version': importlib.metadata.version('asyncio-gevent')}


def make():
    return asyncio_gevent.EventLoop()
