"""asyncio's loop after a package of this kind has patched it. `package` is the module that has `apply`."""
import asyncio
import importlib
import importlib.metadata


def make(package='nest_asyncio'):
    loop = asyncio.new_event_loop()
    importlib.import_module(package).apply(loop)
    return loop


def loopcert_subject(package='nest_asyncio'):
    return {'version': importlib.metadata.version(package.replace('_', '-'))}
