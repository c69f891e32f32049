"""looptime's loop, whose time is not the clock's."""
from looptime import new_event_loop as make  # noqa: F401

loopcert_subject = {
    'cannot': {'host_clock': 'its time runs ahead of the clock, to the next timer'},
    'lacks': {'net.tls': 'its time runs ahead to the time-out of a handshake while that waits for the other end'},
}
