"""Errors both ways: classes by their names, numbers of the system by theirs, and where an error came from."""
import asyncio
import builtins
import errno
import importlib
import os
import sys
from linecache import getline
from threading import enumerate as enumerate_threads

HERE = os.path.dirname(os.path.abspath(__file__))
LONGEST = 30


class HostError(Exception):
    """Something thrown in TypeScript that has no counterpart here."""


class Raised(BaseException):
    """Carries what the subject or the test raised out of a request, apart from errors of the bridge's own."""

    def __init__(self, error):
        self.error = error


class BridgeFault(BaseException):
    """The bridge itself went wrong: no error of the subject's, and none that it should handle."""


def foreign(function, *args, **kwargs):
    """Calls what is not the bridge's: an error of it is an answer."""
    try:
        return function(*args, **kwargs)
    except BridgeFault:
        raise
    except BaseException as error:
        raise Raised(error) from None


def has(value, name):
    """Whether an object that is not the bridge's has an attribute; another error of asking for it is an answer."""
    return foreign(hasattr, value, name)


def is_foreign(error):
    """Whether an error out of the bridge's own code is another's: of a signal handler, or of an object's code."""
    if isinstance(error, (KeyboardInterrupt, SystemExit)):
        return True
    tb = error.__traceback__
    while tb is not None and tb.tb_next is not None:
        tb = tb.tb_next
    return tb is not None and not tb.tb_frame.f_code.co_filename.startswith(HERE)


def _known_errors():
    known = {n: v for n, v in vars(builtins).items() if isinstance(v, type) and issubclass(v, BaseException)}
    for name in ('CancelledError', 'InvalidStateError', 'TimeoutError', 'SendfileNotAvailableError'):
        known[name] = getattr(asyncio, name)
    for module, name, host_name in (('socket', 'gaierror', 'GaiError'), ('ssl', 'SSLError', 'SSLError'),
                                    ('ssl', 'SSLCertVerificationError', 'SSLCertVerificationError')):
        try:
            known[host_name] = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            pass  # An interpreter without it raises no such error.
    known['HostError'] = HostError
    known.pop('Error', None)
    return known


KNOWN = _known_errors()


def error_class(names, own):
    """The class for a TypeScript chain of class names; made, and kept in `own`, when it is the test's own."""
    unknown = []
    for name in names:
        base = KNOWN.get(name)
        if base is not None:
            break
        unknown.append(name)
    else:
        base = HostError
        unknown = unknown[:-1] if unknown and unknown[-1] == 'Error' else unknown
    for name in reversed(unknown):
        key = (name, base)
        if key not in own:
            own[key] = type(name, (base,), {})
        base = own[key]
    return base


def system_facts(error):
    """The number of a failed system call and its name: `ECONNREFUSED`; for an error of TLS its reason."""
    if not isinstance(error, OSError) or error.errno is None:
        return {}
    code = getattr(error, 'reason', None)
    if type(error).__name__ == 'gaierror':
        module = sys.modules['socket']
        code = next((n for n in dir(module) if n.startswith('EAI_') and getattr(module, n) == error.errno), None)
    elif type(code) is not str:
        code = errno.errorcode.get(error.errno)
    return {'errno': error.errno, 'code': code}


# ---------------------------------------------------------------- where from

def _line(filename, number, name):
    text = getline(filename, number).strip()
    return 'File "%s", line %d, in %s' % (filename, number, name) + ('\n  ' + text if text else '')


def traceback_of(error):
    """The frames of the subject and of asyncio that `error` came through, outermost first; None when there are none."""
    lines = []
    tb = error.__traceback__
    while tb is not None:
        code = tb.tb_frame.f_code
        # The bridge's own frames, and the line of the test that called it, explain nothing.
        if not code.co_filename.startswith(HERE):
            lines.append(_line(code.co_filename, tb.tb_lineno, code.co_name))
        tb = tb.tb_next
    return '\n'.join(lines[-LONGEST:]) or None


def _stack(frame):
    lines = []
    while frame is not None and len(lines) < LONGEST:
        if not frame.f_code.co_filename.startswith(HERE):
            lines.append(_line(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name))
        frame = frame.f_back
    return lines[::-1]


#: The thread that answers while the loop's own cannot: no news to whom the loop belongs.
OWN_THREAD = 'loopcert'


def stacks(all_tasks):
    """What all threads and all pending tasks of the interpreter do at the moment."""
    names = {thread.ident: thread.name for thread in enumerate_threads()}
    parts = []
    for ident, frame in sys._current_frames().items():
        lines = _stack(frame)
        if lines and names.get(ident) != OWN_THREAD:
            parts.append(('thread %s' % names.get(ident, ident), lines))
    for task in all_tasks:
        try:
            parts.append(('task %r' % (task,), [_line(f.f_code.co_filename, f.f_lineno, f.f_code.co_name)
                                               for f in task.get_stack() if hasattr(f, 'f_code')]))
        except Exception as error:
            parts.append(('a task that cannot be shown: %r' % (error,), []))
    return '\n'.join('\n  '.join([title] + '\n'.join(lines).splitlines()) for title, lines in parts)


def pending_tasks(loops):
    """Tasks of `loops` that are not done. all_tasks() looks into its own tables, so a loop that hangs is not asked."""
    found = []
    for loop in loops:
        try:
            found.extend(asyncio.all_tasks(loop))
        except Exception:
            continue  # A table that another thread changes all the time, or an all_tasks() of the test's own.
    return found
