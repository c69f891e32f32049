"""The wrapper that lends add_reader() to loops without it; here around asyncio's own."""
import asyncio

from tornado.platform.asyncio import AddThreadSelectorEventLoop


def make():
    return AddThreadSelectorEventLoop(asyncio.new_event_loop())
