"""One line of the account, on the about page, of what the portal holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Holding:
    """`names` are of records, and follow the remark in their own language."""

    label: str
    count: int
    url: str
    remark: str = ""
    names: str = ""
