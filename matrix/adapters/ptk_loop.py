"""asyncio's loop on the selector that asks an input hook, which here has nothing to do."""
import prompt_toolkit
from prompt_toolkit.eventloop.inputhook import new_eventloop_with_inputhook

loopcert_subject = {'version': prompt_toolkit.__version__}


def make():
    return new_eventloop_with_inputhook(lambda context: None)
