"""JSON-LD within a page: a script element that holds data, which no browser runs."""

import json

from django.utils.safestring import SafeString

# So that no text of a record can end the element.
_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def script(data: dict | list) -> SafeString:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return SafeString(f'<script type="application/ld+json">{text}</script>')
