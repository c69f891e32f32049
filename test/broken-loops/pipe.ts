/** Loops with one fault in their pipes. */
import type { BrokenLoop } from './broken-loop';
import { hanging, python } from './faults';

/** The classes of the transports of pipes are `R` and `W`. */
const CLASSES = `
import os, stat
from asyncio.unix_events import _UnixReadPipeTransport as R, _UnixWritePipeTransport as W
`;

function broken(breaks: BrokenLoop['breaks'], fault: string, source: string): BrokenLoop {
  return python(breaks, fault, CLASSES + source);
}

/** Both methods: `body` has the pipe, and may await `connect()`. */
function connecting(breaks: BrokenLoop['breaks'], fault: string, body: string): BrokenLoop {
  const lines = body.trim().split('\n').join('\n        ');
  return broken(
    breaks,
    fault,
    `
def wrap(real):
    async def connect_pipe(factory, pipe):
        connect = lambda: real(factory, pipe)
        ${lines}
    return connect_pipe
loop.connect_read_pipe = wrap(loop.connect_read_pipe)
loop.connect_write_pipe = wrap(loop.connect_write_pipe)
`,
  );
}

export const pipe: readonly BrokenLoop[] = [
  connecting(
    'pipe.read.connect',
    'another protocol is returned than is used',
    `
transport, protocol = await connect()
return transport, factory()
`,
  ),
  connecting(
    'pipe.read.nonblocking',
    'the pipe blocks',
    `
result = await connect()
os.set_blocking(pipe.fileno(), True)
return result
`,
  ),
  broken(
    'pipe.read.data_and_eof',
    'the pipe stays open after its end',
    `
def lost(self, exc):
    self._protocol.connection_lost(exc)
    self._pipe = self._protocol = self._loop = None
R._call_connection_lost = lost
`,
  ),
  hanging(
    broken(
      'pipe.read.eof_result_ignored',
      'a true result keeps the pipe open',
      `
def ready(self):
    data = os.read(self._fileno, 65536)
    if data:
        self._protocol.data_received(data)
        return
    self._loop._remove_reader(self._fileno)
    if not self._protocol.eof_received():
        self._close(None)
R._read_ready = ready
`,
    ),
  ),
  broken(
    'pipe.read.pty_hangup',
    'the end of a terminal is reported',
    `
def fatal(self, exc, message=''):
    self._loop.call_exception_handler({'message': message, 'exception': exc})
    self._close(exc)
R._fatal_error = fatal
`,
  ),
  broken(
    'pipe.read.close',
    'close() tells the end of the stream',
    `
def close(self):
    if not self._closing:
        self._loop.call_soon(self._protocol.eof_received)
        self._close(None)
R.close = close
`,
  ),
  broken('pipe.read.pause_resume', 'pausing has no effect', 'R.pause_reading = lambda self: None'),
  broken('pipe.read.is_reading', 'a closed pipe reads', 'R.is_reading = lambda self: not self._paused'),
  connecting(
    'pipe.kinds.accepted',
    'only pipes are pipes',
    `
if not stat.S_ISFIFO(os.fstat(pipe.fileno()).st_mode):
    raise ValueError('that is no pipe')
return await connect()
`,
  ),
  connecting(
    'pipe.kinds.regular_file_rejected',
    'a file is closed when it is refused',
    `
try:
    return await connect()
except ValueError:
    pipe.close()
    raise
`,
  ),
  broken(
    'pipe.read.data_error_reported',
    'what a protocol raises is dropped',
    `
real = R._read_ready
def ready(self):
    try:
        real(self)
    except Exception:
        pass
R._read_ready = ready
`,
  ),
  broken(
    'pipe.extra.pipe',
    'nothing is told of the pipe',
    'R.get_extra_info = lambda self, name, default=None: default',
  ),
  broken('pipe.set_protocol', 'the first protocol stays', 'R.set_protocol = lambda self, protocol: None'),
  broken(
    'pipe.write.connect_and_write',
    'lines are written backwards',
    `W.writelines = lambda self, lines: self.write(b''.join(reversed(list(lines))))`,
  ),
  broken(
    'pipe.write.base_protocol_enough',
    'a writer is told the end of a stream',
    `
real = W._call_connection_lost
def lost(self, exc):
    try:
        self._protocol.eof_received()
    except Exception:
        pass
    real(self, exc)
W._call_connection_lost = lost
`,
  ),
  hanging(
    broken(
      'pipe.write.reader_close_detected',
      'the loss of the reader is not noticed',
      'W._read_ready = lambda self: self._loop._remove_reader(self._fileno)',
    ),
  ),
  broken('pipe.write.write_eof_closes', 'there is no end of the stream', 'W.can_write_eof = lambda self: False'),
  broken(
    'pipe.write.write_eof_closes',
    'the end of the stream drops what is buffered',
    'W.write_eof = lambda self: self.abort()',
  ),
  broken('pipe.write.close_flushes', 'what is buffered is dropped', 'W.close = lambda self: self.abort()'),
  hanging(broken('pipe.write.abort_drops', 'abort() flushes', 'W.abort = lambda self: self.close()')),
  broken('pipe.write.flow_control', 'nobody is paused', 'W._maybe_pause_protocol = lambda self: None'),
  broken(
    'pipe.write.after_close_ignored',
    'a write after close() raises',
    `
real = W.write
def write(self, data):
    if self._closing:
        raise RuntimeError('the pipe is closed')
    real(self, data)
W.write = write
`,
  ),
  broken(
    'pipe.read.pause_in_made',
    'it reads whatever connection_made() has said',
    'R._add_reader = lambda self, fd, callback: self._loop._add_reader(fd, callback)',
  ),
  broken(
    'pipe.write.terminal_input',
    'what is typed at the terminal is taken for the loss of a reader',
    `
real = W.__init__
def init(self, loop, pipe, *args, **options):
    real(self, loop, pipe, *args, **options)
    if stat.S_ISCHR(os.fstat(self._fileno).st_mode):
        loop.call_soon(loop._add_reader, self._fileno, self._read_ready)
W.__init__ = init
`,
  ),
  broken(
    'pipe.close.once',
    'the descriptor is closed before the file is',
    `
real = R._call_connection_lost
def lost(self, exc):
    pipe = self._pipe
    class Late:
        def close(self):
            try:
                pipe.close()
            except OSError:
                pass
    os.close(self._fileno)
    self._pipe = Late()
    real(self, exc)
R._call_connection_lost = lost
`,
  ),
];
