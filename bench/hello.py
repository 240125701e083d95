"""The floor: a Flask application that does nothing but send 15 KB of HTML."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from lms.upkeep.actions.serving import serve

BODY = "<p>Selamat datang di kelurahan kami, mari belajar bersama.</p>\n" * 242  # 15 KB

app = Flask(__name__)


@app.get("/")
def page() -> str:
    return BODY


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        serve(app, host="127.0.0.1", port=int(os.environ["PORT"]), workers=1, pid_file=Path(folder, "hello.pid"))
