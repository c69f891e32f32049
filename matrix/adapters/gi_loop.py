"""The loop that PyGObject brings since 3.50, each on a context of its own."""
import gi
from gi.events import GLibEventLoop
from gi.repository import GLib

loopcert_subject = {'version': gi.__version__}


def make():
    return GLibEventLoop(GLib.MainContext())
