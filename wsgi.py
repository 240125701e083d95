"""The WSGI entry point: what the flask command, and any WSGI server, loads."""

import gc

gc.disable()  # what the program is made of never becomes garbage: no search for any while it loads, nor among it later

from lms.app import create_app  # noqa: E402 (while nothing searches for garbage)

app = create_app()
gc.freeze()
gc.enable()
