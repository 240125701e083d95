"""Papers set by Typst from the files of features. What a paper says comes as data, so nothing in a name is markup."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
"""The files may use one another's by their path from here."""
_one_at_a_time = Lock()


def typeset(file: Path, words: Mapping[str, Any], **wanted: Any) -> bytes:
    """Set a file with what it is to say; the same words give the same bytes."""
    with _one_at_a_time:
        made: bytes = _compiler().compile(input=file, sys_inputs={"data": json.dumps(words)}, **wanted)
    return made


def paper(file: Path, words: Mapping[str, Any], *, on: date) -> bytes:
    """Set a file as PDF, accessible (PDF/UA-1) unless a letter in it has no drawing, dated on a day."""
    moment = datetime.combine(on, datetime.min.time(), UTC)
    try:
        return typeset(file, words, format="pdf", timestamp=moment, pdf_standards=["ua-1"])
    except import_module("typst").TypstError:
        return typeset(file, words, format="pdf", timestamp=moment, pdf_standards=[])


@cache
def _compiler() -> Any:
    """Give this process's compiler: made once, it sets a sheet ten times as fast as a new one."""
    return import_module("typst").Compiler(root=_ROOT, ignore_system_fonts=True)
