"""The loop that PyGObject brings since 3.50, each on a context of its own."""
from gi.events import GLibEventLoop
from gi.repository import GLib


def make():
    return GLibEventLoop(GLib.MainContext())
