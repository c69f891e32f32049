"""asyncio's names and TypeScript's: `call_soon` is `callSoon`, leading underscores stay, names of classes stay."""
import functools


@functools.lru_cache(None)
def camel(name):
    stripped = name.lstrip('_')
    head, *tail = stripped.split('_')
    return name[:len(name) - len(stripped)] + head + ''.join(part[:1].upper() + part[1:] for part in tail)


@functools.lru_cache(None)
def snake(name):
    if name.lstrip('_')[:1].isupper():
        return name
    return ''.join('_' + c.lower() if c.isupper() else c for c in name)
