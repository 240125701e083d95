"""Settings of this site that recording a level needs, wherever it is called from."""

from flask import current_app


def renewal_months() -> int:
    """Give after how many months newer evidence records the same level anew."""
    months: int = current_app.config["LEVEL_RENEW_MONTHS"]
    return months
