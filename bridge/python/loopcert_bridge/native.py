"""Serves an interpreter of its own: three pairs of FIFOs, newline-framed JSON."""
import asyncio
import faulthandler
import os
from errno import EBADF, EIO, EPIPE
from json import JSONDecoder, JSONEncoder
from os import _exit, read, write
from threading import RLock, Thread, get_ident

from .errors import OWN_THREAD
from .service import Service

LOADS = JSONDecoder().decode
DUMPS = JSONEncoder(separators=(',', ':')).encode


def end(error):
    """The other side is gone. Any other error is of a signal handler, which ran within the call."""
    if error.errno not in (EBADF, EPIPE, EIO):
        raise error
    _exit(0)


class Channel:
    """One direction in, one out. Who asks may be interrupted, by a signal handler that raises, and its reply comes all
    the same: so requests bear numbers, and a reply that nobody waits for any more is passed over."""

    def __init__(self, folder, name):
        # The same order as on the other side, since opening a FIFO waits for its peer.
        self.input = os.open(os.path.join(folder, name + '.in'), os.O_RDONLY)
        self.output = os.open(os.path.join(folder, name + '.out'), os.O_WRONLY)
        self.pending = b''
        self.number = 0
        self.lock = RLock()
        self.stacks = None

    def read(self):
        pieces = [self.pending]
        while b'\n' not in pieces[-1]:
            try:
                chunk = read(self.input, 1 << 16)
            except OSError as error:
                end(error)
            if not chunk:
                _exit(0)
            pieces.append(chunk)
        line, _, self.pending = (pieces[0] if len(pieces) == 1 else b''.join(pieces)).partition(b'\n')
        return LOADS(line.decode())

    def write(self, message):
        data = DUMPS(message).encode() + b'\n'
        while data:
            try:
                data = data[write(self.output, data):]
            except OSError as error:
                end(error)

    def ask(self, message, serve):
        with self.lock:
            self.number += 1
            number = message['q'] = self.number
            self.write(message)
            while True:
                reply = self.read()
                if 'op' in reply:
                    self.reply(reply, serve)
                elif reply['q'] == number:
                    return reply

    def reply(self, request, serve):
        self.write(dict(serve(request), q=request['q']))

    def serve_forever(self, serve):
        while True:
            try:
                request = self.read()
                if request.get('op') == 'dump':
                    self.dump()
                elif 'op' in request:
                    self.reply(request, serve)
            except KeyboardInterrupt:
                pass

    def dump(self):
        """Node has waited too long, and nobody looks for a reply: what goes on is written down."""
        write(2, ('\n%s\n' % self.stacks()).encode(errors='replace'))

    def abandon(self):
        for end in (self.input, self.output):
            try:
                os.close(end)
            except OSError:
                pass


def main(folder, pure):
    """Serves until the other side is gone."""
    if pure and asyncio.Future is not asyncio.futures._PyFuture:
        raise SystemExit('asyncio was imported before its accelerator could be left out')
    faulthandler.enable()
    channels = {name: Channel(folder, name) for name in ('main', 'outside', 'threads')}
    owners = {get_ident(): channels['main']}

    def ask(message):
        return owners.get(get_ident(), channels['threads']).ask(message, service.serve)

    service = Service(ask)
    channels['outside'].stacks = lambda: service.do_stacks(None)

    def forked():
        """A forked child has no part in the conversation, and must not keep it open."""
        for channel in channels.values():
            channel.abandon()

    os.register_at_fork(after_in_child=forked)

    def outside():
        owners[get_ident()] = channels['outside']
        channels['outside'].serve_forever(service.serve)
    Thread(target=outside, name=OWN_THREAD, daemon=True).start()
    channels['main'].serve_forever(service.serve)
