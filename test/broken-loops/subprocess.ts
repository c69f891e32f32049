/** Loops with one fault in what they make of subprocesses. */
import type { BrokenLoop } from './broken-loop';
import { hanging, python } from './faults';

/** The class of the transports of processes is `T`, of their pipes `R` and `W`. */
const CLASSES = `
import os, subprocess
from asyncio.base_subprocess import BaseSubprocessTransport as T, WriteSubprocessPipeProto as P
from asyncio.unix_events import _UnixReadPipeTransport as R, _UnixWritePipeTransport as W
`;

function broken(breaks: BrokenLoop['breaks'], fault: string, source: string): BrokenLoop {
  return python(breaks, fault, CLASSES + source);
}

/** Both methods, with `body` on the way in: it may change `kwargs`. */
function before(breaks: BrokenLoop['breaks'], fault: string, body: string): BrokenLoop {
  return broken(
    breaks,
    fault,
    `
def wrap(real):
    async def start(factory, *args, **kwargs):
        ${body}
        return await real(factory, *args, **kwargs)
    return start
loop.subprocess_exec = wrap(loop.subprocess_exec)
loop.subprocess_shell = wrap(loop.subprocess_shell)
`,
  );
}

/** Streams are replaced before the process starts: \`body\` may change stdin, stdout and stderr. */
function streams(breaks: BrokenLoop['breaks'], fault: string, body: string, after = 'pass'): BrokenLoop {
  return broken(
    breaks,
    fault,
    `
real = loop._make_subprocess_transport
async def make(protocol, args, shell, stdin, stdout, stderr, bufsize, extra=None, **kwargs):
    ${body}
    transport = await real(protocol, args, shell, stdin, stdout, stderr, bufsize, extra, **kwargs)
    ${after}
    return transport
loop._make_subprocess_transport = make
`,
  );
}

export const subprocess: readonly BrokenLoop[] = [
  broken(
    'subprocess.exec.result',
    'another protocol is returned than is used',
    `
real = loop.subprocess_exec
async def start(factory, *args, **kwargs):
    transport, protocol = await real(factory, *args, **kwargs)
    return transport, factory()
loop.subprocess_exec = start
`,
  ),
  broken(
    'subprocess.exec.argv_literal',
    'programs are run by the shell',
    `
def start(factory, *args, **kwargs):
    return loop.subprocess_shell(factory, ' '.join(map(os.fsdecode, args)), **kwargs)
loop.subprocess_exec = start
`,
  ),
  broken(
    'subprocess.shell.runs_command',
    'commands are run without a shell',
    `
def start(factory, command, **kwargs):
    return loop.subprocess_exec(factory, *command.split(), **kwargs)
loop.subprocess_shell = start
`,
  ),
  before(
    'subprocess.shell.cmd_type',
    'the type of a command is left to whoever starts it',
    `if not isinstance(args[0], (str, bytes)): raise TypeError('expected str, bytes or path')`,
  ),
  before('subprocess.args.shell_flag', 'the mode is ignored', `kwargs.pop('shell', None)`),
  before('subprocess.args.universal_newlines', 'text is ignored', `kwargs.pop('universal_newlines', None)`),
  before('subprocess.args.bufsize', 'the buffer is ignored', `kwargs.pop('bufsize', None)`),
  before('subprocess.args.text', 'text=True is ignored', `kwargs.pop('text', None)`),
  before(
    'subprocess.args.text',
    'the harmless value is refused',
    `if 'text' in kwargs: raise ValueError('text is not supported')`,
  ),
  before('subprocess.args.encoding_errors', 'an encoding is ignored', `kwargs.pop('encoding', None)`),
  before(
    'subprocess.args.checked_before_factory',
    'the factory is called first',
    `protocol = factory(); factory = lambda: protocol`,
  ),
  before('subprocess.args.popen_kwargs', 'the folder is ignored', `kwargs.pop('cwd', None)`),
  before('subprocess.args.popen_kwargs', 'the variables are ignored', `kwargs.pop('env', None)`),
  before('subprocess.args.popen_kwargs', 'unknown keywords are ignored', `kwargs.pop('nonsense', None)`),
  broken(
    'subprocess.error.not_found',
    'a child that was not started ends with 127',
    `
real = loop.subprocess_exec
async def start(factory, *args, **kwargs):
    try:
        return await real(factory, *args, **kwargs)
    except OSError:
        return await real(factory, 'sh', '-c', 'exit 127')
loop.subprocess_exec = start
`,
  ),
  broken(
    'subprocess.stdio.pipe_default',
    'every number above two is that of stderr',
    `
real = T.get_pipe_transport
T.get_pipe_transport = lambda self, fd: real(self, min(fd, 2))
`,
  ),
  streams('subprocess.stdio.none_inherits', 'None is a pipe', 'stdin = subprocess.PIPE if stdin is None else stdin'),
  streams(
    'subprocess.stdio.devnull',
    'a pipe stands for the null device',
    'stdin = subprocess.PIPE if stdin == subprocess.DEVNULL else stdin',
  ),
  streams(
    'subprocess.stdio.files_and_descriptors',
    'the file is closed',
    'pass',
    `if hasattr(stdin, 'close'): stdin.close()`,
  ),
  streams(
    'subprocess.stdio.stderr_to_stdout',
    'stderr has a pipe of its own',
    'stderr = subprocess.PIPE if stderr == subprocess.STDOUT else stderr',
  ),
  broken(
    'subprocess.data.received',
    'both outputs have one number',
    `
real = T._pipe_data_received
T._pipe_data_received = lambda self, fd, data: real(self, 1, data)
`,
  ),
  broken('subprocess.stdin.write_and_close', 'what is buffered is dropped', 'W.close = lambda self: self.abort()'),
  broken(
    'subprocess.pipe_lost.once_each',
    'the loss of stdin is not told',
    `
def lost(self, fd, exc):
    if fd != 0:
        self._call(self._protocol.pipe_connection_lost, fd, exc)
    self._try_finish()
T._pipe_connection_lost = lost
`,
  ),
  hanging(
    broken(
      'subprocess.pipe_lost.while_running',
      'the loss of a pipe is told after the exit',
      `
HELD = []
def lost(self, fd, exc):
    if self._returncode is None:
        HELD.append((fd, exc))
    else:
        self._call(self._protocol.pipe_connection_lost, fd, exc)
    self._try_finish()
T._pipe_connection_lost = lost
`,
    ),
  ),
  broken(
    'subprocess.stdin.broken_pipe',
    'a broken pipe is told without its error',
    `
real = T._pipe_connection_lost
T._pipe_connection_lost = lambda self, fd, exc: real(self, fd, None)
`,
  ),
  broken(
    'subprocess.exited.once',
    'the exit is told before the code is known, and again',
    `
real = T._process_exited
def exited(self, code):
    self._call(self._protocol.process_exited)
    real(self, code)
T._process_exited = exited
`,
  ),
  hanging(
    broken(
      'subprocess.exited.not_delayed_by_pipes',
      'the exit waits for the pipes',
      `
real = T._process_exited
async def later(self, code):
    while not all(pipe.disconnected for pipe in self._pipes.values()):
        await asyncio.sleep(0.01)
    real(self, code)
T._process_exited = lambda self, code: setattr(self, '_task', self._loop.create_task(later(self, code)))
`,
    ),
  ),
  hanging(
    broken(
      'subprocess.wait.not_delayed_by_pipes',
      'who waits is told with the last callback',
      `
wait = T._wait
async def patient(self):
    while not self._finished and not all(pipe.disconnected for pipe in self._pipes.values()):
        await asyncio.sleep(0.01)
    return await wait(self)
T._wait = patient
`,
    ),
  ),
  broken(
    'subprocess.extra.pipe',
    'the pipe is not told',
    `
real = R.get_extra_info
def told(self, name, default=None):
    of_child = 'Subprocess' in type(self.get_protocol()).__name__
    return default if of_child and name == 'pipe' else real(self, name, default)
R.get_extra_info = told
`,
  ),
  broken(
    'subprocess.signals.exit_code_kept',
    'who sends a signal asks first whether the child has ended',
    `
def send(self, signal):
    self._check_proc()
    self._proc.send_signal(signal)
T.send_signal = send
`,
  ),
  broken(
    'subprocess.stdio.opened_by_name',
    'stdin of the child is a socket, as it is where pipes cannot be watched',
    `
import sys
from asyncio import unix_events
class Aix:
    platform = 'aix'
    __getattr__ = lambda self, name: getattr(sys, name)
unix_events.sys = Aix()
`,
  ),
  broken(
    'subprocess.lost.last_once',
    'the end is told twice',
    `
real = T._call_connection_lost
def finish(self, exc):
    protocol = self._protocol
    real(self, exc)
    protocol.connection_lost(exc)
T._call_connection_lost = finish
`,
  ),
  broken(
    'subprocess.transport.pid_and_returncode',
    'the code is the raw status',
    'T.get_returncode = lambda self: None if self._returncode is None else self._returncode << 8',
  ),
  broken('subprocess.signals.delivered', 'terminate() kills', 'T.terminate = lambda self: self.kill()'),
  broken(
    'subprocess.signals.after_finish',
    'a signal to nobody is not noticed',
    `
real = T.send_signal
def send(self, number):
    if self._proc is not None:
        real(self, number)
T.send_signal = send
`,
  ),
  broken(
    'subprocess.signals.between_exit_and_end',
    'a signal after the exit raises',
    `
real = T.send_signal
def send(self, number):
    if self._returncode is not None:
        raise ProcessLookupError()
    real(self, number)
T.send_signal = send
`,
  ),
  broken(
    'subprocess.close.kills_running',
    'only the pipes are closed',
    `
def close(self):
    self._closed = True
    for pipe in self._pipes.values():
        pipe.pipe.close()
T.close = close
`,
  ),
  broken(
    'subprocess.close.after_exit',
    'a process that has ended is killed again',
    `
real = T.close
def close(self):
    if self._proc is None:
        raise ProcessLookupError()
    real(self)
T.close = close
`,
  ),
  broken(
    'subprocess.extra.popen',
    'nothing is told of the process',
    'T.get_extra_info = lambda self, name, default=None: default',
  ),
  broken('subprocess.set_protocol', 'the first protocol stays', 'T.set_protocol = lambda self, protocol: None'),
  broken('subprocess.flow.stdin_pause_resume', 'nobody is paused', 'P.pause_writing = lambda self: None'),
  broken('subprocess.flow.stdout_pause_reading', 'pausing a pipe has no effect', 'R.pause_reading = lambda self: None'),
  hanging(
    broken(
      'subprocess.stdout.close_by_parent',
      'a copy of the pipe stays open',
      `
real = R.close
def close(self):
    os.dup(self._fileno)
    real(self)
R.close = close
`,
    ),
  ),
  broken(
    'subprocess.child.reaped',
    'nobody waits for a child',
    `
from asyncio import unix_events
watcher = getattr(unix_events, '_PidfdChildWatcher', None) or unix_events.PidfdChildWatcher
def wait(self, pid, pidfd, callback, args):
    loop._remove_reader(pidfd)
    os.close(pidfd)
    callback(pid, os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT).si_status, *args)
watcher._do_wait = wait
`,
  ),
  broken(
    'subprocess.cancel.creation_kills_child',
    'a start that was cancelled goes on',
    `
real = loop.subprocess_exec
async def start(*args, **kwargs):
    return await asyncio.shield(real(*args, **kwargs))
loop.subprocess_exec = start
`,
  ),
  hanging(
    streams(
      'subprocess.child.no_leaked_pipes',
      'children inherit the pipes of others',
      'kwargs["close_fds"] = False',
      'transport.get_pipe_transport(0) and os.set_inheritable(transport.get_pipe_transport(0)._fileno, True)',
    ),
  ),
  broken(
    'subprocess.concurrent',
    'every failure has the code 1',
    `
real = T._process_exited
T._process_exited = lambda self, code: real(self, code and 1)
`,
  ),
];
