"""gbulb's own loop: a policy makes its first one on GLib's default context, and further ones on contexts of their own."""
import gbulb

policy = first = None


def make():
    global policy, first
    if first is not None and not first.is_closed():
        return policy.new_event_loop()
    # The first one is made once a policy: after its end, another policy gives GLib's default context anew.
    policy = gbulb.GLibEventLoopPolicy()
    first = policy.new_event_loop()
    return first
