"""async-solipsism's loop, with what it is not made for."""
from async_solipsism import EventLoop as make  # noqa: F401

OWN = 'it does not touch the outside world: its sockets and servers are its own, in memory'
WORLD = ('socket', 'bind', 'unix_dgram', 'hangup', 'tls', 'ipv6', 'fd', 'pipe', 'subprocess', 'signal')

loopcert_subject = {
    'cannot': {'host_clock': 'its time stands still until all wait', **{need: OWN for need in WORLD}},
}
