"""The WSGI entry point: what granian, gunicorn and the flask command load."""

import gc
import signal
from multiprocessing import parent_process

if parent_process():
    # A worker of granian (2.8), before the import below, since that takes a second. Ctrl-C reaches the whole group, but
    # two signals at once leave a worker hanging: let its parent alone stop it. Until the worker listens, it inherits a
    # handler that would swallow that: let it simply end, nobody is being answered yet.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

gc.disable()  # what the program is made of never becomes garbage: no search for any while it loads, nor among it later

from lms.app import create_app  # noqa: E402 (while nothing searches for garbage)

app = create_app()
gc.freeze()
gc.enable()
