"""The loop whose callbacks eventlet schedules."""
import importlib.metadata

import aioeventlet

loopcert_subject = {'version': importlib.metadata.version('faust-aioeventlet')}


def make():
    return aioeventlet.EventLoop()
