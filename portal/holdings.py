"""One line of the account, on the about page, of what the portal holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Holding:
    label: str
    count: int
    url: str
    remark: str = ""
