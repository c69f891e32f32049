"""asyncio's loop on the selector that asks an input hook, which here has nothing to do."""
from prompt_toolkit.eventloop.inputhook import new_eventloop_with_inputhook


def make():
    return new_eventloop_with_inputhook(lambda context: None)
