"""The WSGI entry point: what granian, gunicorn and the flask command load."""

import signal
from multiprocessing import parent_process

if parent_process():
    # A worker of granian. Ctrl-C reaches the whole group, but stopping a worker is its parent's business: two signals
    # at once leave it hanging (granian 2.8). Before the import below, since that takes a second.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

from lms.app import create_app

app = create_app()
