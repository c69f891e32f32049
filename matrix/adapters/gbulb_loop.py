"""gbulb's own loop: its `new_event_loop` hands out whatever the policy makes."""
import gbulb


def make():
    return gbulb.GLibEventLoopPolicy().new_event_loop()
