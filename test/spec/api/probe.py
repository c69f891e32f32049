"""Prints, as JSON, the names of asyncio that this interpreter has, each with its kind and parameters.

The public names of the classes of the contract are listed in full. Names given on standard input as a JSON array are
looked up besides: private names, functions, attributes that only an instance has.
"""

import asyncio
import asyncio.base_events
import asyncio.base_subprocess
import asyncio.futures
import asyncio.selector_events
import asyncio.tasks
import asyncio.transports
import concurrent.futures
import inspect
import json
import sys

if sys.flags.optimize:
    raise SystemExit("run it without -O")


def pure(module, name):
    """The class written in Python where there is one: C hides parameters."""
    return getattr(module, "_Py" + name, getattr(module, name))


class PlainLoop(asyncio.base_events.BaseEventLoop):
    """Nothing but the base: an instance of it shows the attributes that every successor inherits."""


# A role is spelt in lower case: any class may stand in it. A class is spelt as asyncio spells it.
ROLES = {
    "loop": [asyncio.AbstractEventLoop],
    "transport": [
        asyncio.BaseTransport,
        asyncio.ReadTransport,
        asyncio.WriteTransport,
        asyncio.Transport,
        asyncio.DatagramTransport,
        asyncio.SubprocessTransport,
        asyncio.transports._FlowControlMixin,
    ],
    "protocol": [
        asyncio.BaseProtocol,
        asyncio.Protocol,
        asyncio.BufferedProtocol,
        asyncio.DatagramProtocol,
        asyncio.SubprocessProtocol,
    ],
}
CLASSES = {
    "Future": pure(asyncio.futures, "Future"),
    "Task": pure(asyncio.tasks, "Task"),
    "Handle": asyncio.Handle,
    "TimerHandle": asyncio.TimerHandle,
    "Server": asyncio.base_events.Server,
}
HIDDEN = {
    "BaseSubprocessTransport": asyncio.base_subprocess.BaseSubprocessTransport,
    "BaseSelectorEventLoop": asyncio.selector_events.BaseSelectorEventLoop,
    "BaseEventLoop": asyncio.base_events.BaseEventLoop,
    "_FlowControlMixin": asyncio.transports._FlowControlMixin,
}
MODULES = {"sys": sys, "asyncio.tasks": asyncio.tasks, "asyncio": asyncio, "concurrent.futures": concurrent.futures}


async def nothing():
    """A coroutine for the task below."""


def instances():
    """Objects that show the attributes which no class has."""
    loop = asyncio.SelectorEventLoop()
    base = PlainLoop()
    task = pure(asyncio.tasks, "Task")(nothing(), loop=loop)
    loop.run_until_complete(task)
    found = {
        "loop": [base],
        "BaseEventLoop": [base],
        "BaseSelectorEventLoop": [loop],
        "Future": [pure(asyncio.futures, "Future")(loop=loop)],
        "Task": [task],
        "Handle": [asyncio.Handle(print, (), base)],
        "TimerHandle": [asyncio.TimerHandle(0, print, (), base)],
    }
    loop.close()
    return found


INSTANCES = instances()


def default_of(parameter):
    default = parameter.default
    if default is parameter.empty:
        return None
    if default is None or isinstance(default, (bool, int, float, str, bytes)):
        return repr(default)
    return type(default).__name__


def parameters_of(target):
    """`{name: [kind, default]}`, or None where nothing says."""
    try:
        signature = inspect.signature(target)
    except (TypeError, ValueError):
        return None
    items = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
    return {p.name: [p.kind.name.lower(), default_of(p)] for p in items}


def kind_of(target):
    if inspect.isclass(target):
        return "class"
    if inspect.iscoroutinefunction(target):
        return "coroutine function"
    if callable(target):
        return "function"
    return "attribute"


def describe(target):
    kind = kind_of(target)
    parameters = parameters_of(target) if kind in ("function", "coroutine function", "class") else None
    return {"kind": kind} if parameters is None else {"kind": kind, "parameters": parameters}


def loop_method(name):
    """A method as a loop has it: the base class leaves some parameters open that its successors name."""
    if name not in dir(asyncio.AbstractEventLoop) and name not in dir(asyncio.base_events.BaseEventLoop):
        return None
    own = asyncio.base_events.BaseEventLoop.__dict__.get(name)
    return own or getattr(asyncio.SelectorEventLoop, name)


def lookup(name):
    """What `name` stands for, or None."""
    head, dot, rest = name.partition(".")
    if head in ROLES:
        if not dot:
            return ROLES[head][0]
        if head == "loop" and loop_method(rest) is not None:
            return loop_method(rest)
        for owner in ROLES[head]:
            if rest in owner.__dict__:
                return getattr(owner, rest)
        return member(INSTANCES.get(head, []), rest)
    for module in sorted(MODULES, key=len, reverse=True):
        if name.startswith(module + "."):
            target = MODULES[module]
            for part in name[len(module) + 1 :].split("."):
                target = getattr(target, part, None)
            return target
    owner = CLASSES.get(head) or HIDDEN.get(head) or getattr(asyncio, head, None)
    if owner is None or not dot:
        return owner
    found = getattr(owner, rest, None)
    return found if found is not None else member(INSTANCES.get(head, []), rest)


ATTRIBUTE = ("an attribute of instances",)


def member(objects, name):
    return ATTRIBUTE if any(hasattr(each, name) for each in objects) else None


def public_names():
    for role, owners in ROLES.items():
        for owner in owners:
            for name in vars(owner):
                if not name.startswith("_"):
                    yield role + "." + name
    yield "loop.slow_callback_duration"
    for title, owner in CLASSES.items():
        for name in vars(owner):
            if not name.startswith("_"):
                yield title + "." + name


def main():
    asked = json.load(sys.stdin)
    found = {}
    for name in sorted({*public_names(), *asked}):
        target = lookup(name)
        if target is not None:
            found[name] = describe(target)
    version = "%d.%d.%d" % sys.version_info[:3]
    print(json.dumps({"version": version, "names": found}))


main()
