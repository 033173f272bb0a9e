"""The part of an address that says in which form a list is given out: /timeline.csv."""

from portal.open_data.files import CONTENT_TYPES


class FileForm:
    """Path converter; declared once for all apps."""

    regex = "|".join(CONTENT_TYPES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
