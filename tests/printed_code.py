"""Programs and commands that a page prints for its readers to copy."""

from html.parser import HTMLParser


class _Code(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []
        self.is_inside = False

    def handle_starttag(self, tag, attrs):
        self.is_inside = self.is_inside or tag == "pre"
        if tag == "pre":
            self.found.append("")

    def handle_endtag(self, tag):
        self.is_inside = self.is_inside and tag != "pre"

    def handle_data(self, data):
        if self.is_inside:
            self.found[-1] += data


def printed_code(client, address: str) -> list[str]:
    """The text of each <pre>."""
    parser = _Code()
    parser.feed(client.get(address).content.decode())
    return parser.found
