"""Serves an interpreter in the same process, by direct calls: its loops run in turns that the host takes."""
import asyncio
import heapq
import json
from asyncio.base_events import _run_until_complete_cb
from time import monotonic, sleep

from .errors import Raised, foreign
from .host import LINE
from .service import Service


class PatientSelector:
    """Waits by sleeping when Python itself runs the loop, not at all when the host does."""

    def __init__(self):
        self.driven = False

    def select(self, timeout=None):
        if not self.driven and timeout != 0:
            if timeout is None:
                raise RuntimeError('the loop would wait for ever: nothing can wake it up here')
            if timeout > 0:
                sleep(timeout)
        return []

    def close(self):
        pass


class EmbeddedLoop(asyncio.BaseEventLoop):
    """CPython's own scheduling over a simulated selector."""

    def __init__(self):
        super().__init__()
        self._selector = PatientSelector()

    def _process_events(self, events):
        pass

    # There are no threads to ask the resolver in, and no sockets to listen with.

    async def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        raise NotImplementedError('getaddrinfo() is not implemented')

    async def getnameinfo(self, sockaddr, flags=0):
        raise NotImplementedError('getnameinfo() is not implemented')

    async def create_server(self, protocol_factory, host=None, port=None, **options):
        if host is None and port is None:
            return await super().create_server(protocol_factory, host, port, **options)
        raise NotImplementedError('create_server() is not implemented')

    def _write_to_self(self):
        LINE.ask({'op': 'wake', 'i': 0})


class Run:
    """One run of an embedded loop, in turns that the host takes."""

    def __init__(self, loop, future=None):
        self.loop = loop
        self.future = None
        loop._check_closed()
        loop._check_running()
        if future is not None:
            self.new_task = not asyncio.isfuture(future)
            self.future = asyncio.ensure_future(future, loop=loop)
            if self.new_task:
                self.future._log_destroy_pending = False
            self.callback = _run_until_complete_cb
            self.future.add_done_callback(self.callback)
        loop._run_forever_setup()
        loop._selector.driven = True
        asyncio._set_running_loop(None)

    def turn(self):
        """Runs iterations for a moment. Returns None when the run ended, else the seconds to wait (-1: until woken)."""
        loop = self.loop
        until = monotonic() + 0.002
        asyncio._set_running_loop(loop)
        try:
            while True:
                loop._run_once()
                if loop._stopping:
                    return None
                wait = self.wait()
                if wait != 0 or monotonic() > until:
                    return wait
        finally:
            asyncio._set_running_loop(None)

    def wait(self):
        loop = self.loop
        while loop._scheduled and loop._scheduled[0]._cancelled:
            loop._timer_cancelled_count -= 1
            heapq.heappop(loop._scheduled)._scheduled = False
        if loop._ready or loop._stopping:
            return 0
        if loop._scheduled:
            return max(0, loop._scheduled[0].when() - loop.time())
        return -1

    def end(self, failed):
        loop = self.loop
        loop._selector.driven = False
        asyncio._set_running_loop(loop)
        loop._run_forever_cleanup()
        if self.future is None:
            return None
        if failed and self.new_task and self.future.done() and not self.future.cancelled():
            self.future.exception()
        self.future.remove_done_callback(self.callback)
        if failed:
            return None
        if not self.future.done():
            raise RuntimeError('Event loop stopped before Future completed.')
        return self.future.result()


_events = asyncio.events


class EmbeddedPolicy(getattr(_events, '_BaseDefaultEventLoopPolicy', None) or _events.BaseDefaultEventLoopPolicy):
    """What asyncio makes loops with when none is given: the interpreter's own choice here is the browser's loop."""

    _loop_factory = EmbeddedLoop


class EmbeddedService(Service):
    def do_reset(self, message):
        super().do_reset(message)
        asyncio._set_running_loop(None)
        (getattr(_events, '_set_event_loop_policy', None) or _events.set_event_loop_policy)(EmbeddedPolicy())

    def do_begin(self, message):
        loop = self.target(message)
        args = [self.decode(a) for a in message['a']]
        return self.held.hold(foreign(Run, loop, *args))

    def do_turn(self, message):
        run = self.target(message)
        wait = None
        try:
            wait = foreign(run.turn)
        except Raised:
            run.end(True)
            raise
        finally:
            if wait is None:
                self.held.give_back(message['i'], 1)
        if wait is None:
            return {'done': True, 'value': self.encode(foreign(run.end, False))}
        return {'done': False, 'wait': wait}


def embed(ask_host):
    """Begins embedded service; returns the function that takes requests as JSON text."""
    service = EmbeddedService(lambda message: json.loads(ask_host(json.dumps(message))), EmbeddedLoop)
    asyncio._set_running_loop(None)
    return lambda text: json.dumps(service.serve(json.loads(text)))
