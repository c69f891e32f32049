"""A proxy of a loop that has the thread for itself."""
import asyncio
import importlib.metadata

from aioloop_proxy import LoopProxy

loopcert_subject = {'version': importlib.metadata.version('aioloop-proxy')}


class OwningProxy(LoopProxy):
    """The loop below is nobody else's: what that one has opened is given back with the proxy."""

    # What is known of the proxy's deviations goes by its module.
    __module__ = LoopProxy.__module__

    def close(self):
        super().close()
        self.get_parent_loop().close()


def make():
    return OwningProxy(asyncio.new_event_loop())
