"""The floor: a Flask application that does nothing but send 15 KB of HTML."""

from flask import Flask

BODY = "<p>Selamat datang di kelurahan kami, mari belajar bersama.</p>\n" * 242  # 15 KB

app = Flask(__name__)


@app.get("/")
def page() -> str:
    return BODY
