"""aiotkinter's loop. Its Tk needs a display."""
import importlib.metadata

import aiotkinter

loopcert_subject = {'version': importlib.metadata.version('aiotkinter')}


def make():
    return aiotkinter.TkinterEventLoopPolicy().new_event_loop()
