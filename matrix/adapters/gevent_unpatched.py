"""asyncio-gevent's loop without gevent's patches of the standard library."""
import asyncio_gevent


def make():
    return asyncio_gevent.EventLoop()
