"""simloop's loop, with what it is not made for. `seed` decides the order of what is ready at the same time."""
import simloop

OWN = 'it does not touch the outside world: its hosts and connections are its own, in memory'
WORLD = ('socket', 'bind', 'unix_dgram', 'hangup', 'ipv6', 'fd', 'pipe', 'subprocess', 'signal')
FENCED = 'it refuses what would let the outside world decide what happens next'

loopcert_subject = {
    'version': simloop.__version__,
    'lacks': {profile: FENCED for profile in ('fd', 'sendfile', 'pipe', 'subprocess', 'signal')},
    'cannot': {
        'host_clock': 'its time stands still until all wait',
        'thread': 'it refuses calls of other threads',
        **{need: OWN for need in WORLD},
    },
}


def make(seed=0):
    return simloop.SimLoop(int(seed))
