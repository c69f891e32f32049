"""A proxy of a loop that has the thread for itself."""
import asyncio
import importlib.metadata

from aioloop_proxy import LoopProxy

loopcert_subject = {'version': importlib.metadata.version('aioloop-proxy')}


def make():
    return LoopProxy(asyncio.new_event_loop())
