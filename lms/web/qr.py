"""Codes to photograph, drawn into the page."""

import io

import segno
from flask import current_app
from markupsafe import Markup


def code_for(path: str) -> Markup:
    """Draw the code of an address of this site as SVG."""
    drawing = io.BytesIO()
    code = segno.make(f"{current_app.config['SITE_URL']}{path}", error="m", micro=False)
    code.save(
        drawing, kind="svg", xmldecl=False, svgns=False, border=3, omitsize=True, svgclass=None, lineclass=None, light="#fff"
    )
    return Markup(drawing.getvalue().decode())  # noqa: S704 (drawn by segno from an address of ours)
