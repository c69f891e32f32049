"""The loop whose callbacks eventlet schedules."""
import aioeventlet


def make():
    return aioeventlet.EventLoop()
