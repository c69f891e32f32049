"""A proxy of a loop that has the thread for itself."""
import asyncio

from aioloop_proxy import LoopProxy


def make():
    return LoopProxy(asyncio.new_event_loop())
