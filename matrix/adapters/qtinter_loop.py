"""qtinter's loop, in host mode, on a Qt application without windows."""
import importlib.metadata
import os

os.environ.setdefault('QT_QPA_PLATFORM', 'offscreen')

import PySide6.QtCore  # noqa: E402
import qtinter  # noqa: E402

application = PySide6.QtCore.QCoreApplication.instance() or PySide6.QtCore.QCoreApplication([])

loopcert_subject = {'version': importlib.metadata.version('qtinter')}


def make():
    return qtinter.QiDefaultEventLoop()
