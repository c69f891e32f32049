"""qasync's loop on a Qt application without windows. `binding` is the Qt to use: PySide6, PyQt6."""
import importlib
import importlib.metadata
import os

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')

loopcert_subject = {'version': importlib.metadata.version('qasync')}


def make(binding='PySide6'):
    # qasync takes whichever binding was imported before it.
    core = importlib.import_module(binding + '.QtCore')
    import qasync

    application = core.QCoreApplication.instance() or core.QCoreApplication([])
    return qasync.QEventLoop(application)
