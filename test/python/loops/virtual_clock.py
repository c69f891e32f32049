"""A virtual clock, as loops for tests have it: time stands still, save that it jumps to the next timer where nothing else happens."""
import asyncio
import selectors


class VirtualSelector(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout=None):
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        events = super().select(0)
        if not events:
            self.now += timeout
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.clock = VirtualSelector()
        super().__init__(self.clock)

    def time(self):
        return self.clock.now


def loopcert_subject():
    return {
        'name': 'virtual clock',
        'version': '1.2',
        'cannot': {
            'host_clock': 'its time passes only while nothing happens',
            'tls': 'a handshake takes no time, and is given up before the peer has answered',
        },
    }


def undeclared():
    return VirtualLoop()


undeclared.loopcert_subject = {}
