"""The Python side of the bridge: real asyncio objects, reached from TypeScript by JSON messages.

Standard library only, CPython 3.8 and later. docs/bridge-protocol.md describes the messages. What the bridge itself
calls is imported by name before the subject is: a factory may patch `os`, `threading` or `time`, and changes nothing
here.

    names       asyncio's spelling and TypeScript's
    host        TypeScript objects as Python objects
    errors      classes of errors, tracebacks, stacks
    tables      which object bears which number
    values      values as JSON and back
    api         what is offered as the module `asyncio`
    factory     the subject's factory, here and in other interpreters
    declared    what a loop says of itself
    service     answers requests, and asks
    embedded    an interpreter in the same process, whose loops the host drives
    native      an interpreter of its own, reached through FIFOs
"""
