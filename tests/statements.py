"""Counting what is asked of the database."""

from types import TracebackType
from typing import Any

from sqlalchemy import Engine, event


class Statements(list[str]):
    """The SQL statements sent while the block runs; transaction words are not among them."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    def __enter__(self) -> "Statements":
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            self.append(statement.lstrip())
