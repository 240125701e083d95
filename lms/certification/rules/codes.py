"""The code of a certificate: what somebody types who holds the paper in their hand."""

import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U; whoever reads them into it is understood all the same."""
LENGTH = 16
GROUP = 4

_MEANT = str.maketrans("OIL", "011")


def new_code() -> str:
    """Make a code of eighty random bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def tidy_code(typed: str) -> str:
    """Give a code as it is kept, from however it was typed; empty when it cannot be one."""
    code = "".join(letter for letter in typed.upper().translate(_MEANT) if letter not in " -–.")
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""


def in_groups(code: str) -> str:
    """Give a code as people read it: K7QM-2XRD-9FTB-8HJN."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
