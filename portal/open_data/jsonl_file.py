"""Records as JSON Lines: the data of one record on each line."""

import json
from collections.abc import Iterable, Iterator

from portal.open_data.data import Data

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write_jsonl(batches: Iterable[list[Data]]) -> Iterator[bytes]:
    """Pieces of the file, one for each batch."""
    for batch in batches:
        yield "".join(f"{_encode(data)}\n" for data in batch).encode()
