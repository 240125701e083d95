"""The WSGI entry point: what granian, gunicorn and the flask command load."""

from lms.app import create_app

app = create_app()
