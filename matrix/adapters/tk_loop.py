"""aiotkinter's loop. Its Tk needs a display."""
import aiotkinter


def make():
    return aiotkinter.TkinterEventLoopPolicy().new_event_loop()
