"""Unpacks and parses the parts of an XLSX file within limits of memory.

Knows no Django. A small file may unpack to gigabytes, to millions of elements, or to one text
of 200 MB. So each part is parsed while it is unpacked, texts are cut at the length of a cell,
and reading stops at the first limit.
"""

import io
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from posixpath import join, normpath
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

MOST_UNPACKED = 64 * 2**20  # bytes of all parts that are read
MOST_PARTS = 1_000
MOST_ELEMENTS = 2_000_000  # XML elements; a cell with a value has two
LONGEST_CELL = 32_767  # characters
_DEEPEST = 40
_AT_ONCE = 2**16  # bytes
_LONGEST_TAG = 2**20  # bytes, with its attributes
_PRONUNCIATION = "rPh"

Attributes = dict[str, str]


class TableError(ValueError):
    """A Chinese sentence; `row` is the number in the spreadsheet, from 1, `column` the name."""

    def __init__(self, sentence: str, row: int | None = None, column: str = ""):
        where = (f"第 {row} 行" if row else "") + (f"“{column}”" if column else "")
        super().__init__(f"{where}：{sentence}" if where else sentence)


@contextmanager
def saying_what_is_broken() -> Iterator[None]:
    try:
        yield
    except TableError:
        raise
    except (
        *(BadZipFile, ExpatError, zlib.error, EOFError, OSError, LookupError, ValueError),
        *(NotImplementedError, RuntimeError, TypeError),
    ) as error:
        raise TableError("这不是完好的 XLSX 文件。") from error


class Package:
    """An XLSX file; its parts are files in a zip archive."""

    def __init__(self, content: bytes):
        # Checked before the directory is read, because each of its entries takes a kilobyte.
        if content.count(b"PK\x01\x02") > MOST_PARTS:
            raise TableError(f"这个文件由 {MOST_PARTS} 个以上的部分组成，不是表格。")
        self.zip = ZipFile(io.BytesIO(content))
        self.names = set(self.zip.namelist())
        self._unpacked = self._elements = 0
        if any(entry.flag_bits & 1 for entry in self.zip.infolist()):
            raise TableError("这个文件加了密码：请去掉密码，另存，再导入。")

    def links(self, part: str) -> list[Attributes]:
        """The relationships of a part, with targets as names of parts."""
        folder, _, name = part.rpartition("/")
        rels = self.elements(join(folder, "_rels", f"{name}.rels"), {"Relationship"})
        return [link | {"Target": _resolved(folder, link["Target"])} for _, link, _ in rels]

    def elements(
        self, part: str, wanted: set[str], texts: Collection[str] = ()
    ) -> Iterator[tuple[str, Attributes, str]]:
        """(tag, attributes, text) of the `wanted` elements at their end.

        The text is that of the elements `texts` in it, without pronunciations, and cut just
        above the length of a cell.
        """
        events: list = []
        begun: list[Attributes] = []
        collected: list[str] = []
        depth = skipping = length = 0
        is_text = False

        def start(tag: str, attributes: Attributes) -> None:
            nonlocal depth, skipping, is_text
            depth += 1
            self._count_element(depth)
            tag = _local(tag)
            if skipping or tag == _PRONUNCIATION:
                skipping += 1
                return
            if tag in wanted:
                begun.append(attributes)
            is_text = tag in texts

        def end(tag: str) -> None:
            nonlocal depth, skipping, is_text, length
            depth -= 1
            is_text = False
            tag = _local(tag)
            if skipping:
                skipping -= 1
            elif tag in wanted:
                events.append((tag, begun.pop(), "".join(collected)))
                collected.clear()
                length = 0

        def collect(text: str) -> None:
            nonlocal length
            if is_text and length <= LONGEST_CELL:
                collected.append(text)
                length += len(text)

        parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = collect
        parser.StartDoctypeDeclHandler = _refuse_entities
        return self._parse(parser, part, events)

    def _count_element(self, depth: int) -> None:
        self._elements += 1
        if depth > _DEEPEST:
            raise BadZipFile("Too deep.")
        if self._elements > MOST_ELEMENTS:
            most = MOST_ELEMENTS // 2
            raise TableError(f"单元格超过 {most} 个（空的也算）：请删去多余的行和栏。")

    def _parse(self, parser: XMLParserType, part: str, events: list) -> Iterator:
        """The events that the parser's handlers add while the part is unpacked."""
        fed = 0
        for chunk in self._unpack(part):
            parser.Parse(chunk)
            fed += len(chunk)
            # The parser buffers an unfinished tag, which may have 200 MB.
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise BadZipFile("Too long a tag.")
            yield from events
            events.clear()
        parser.Parse(b"", True)
        yield from events

    def _unpack(self, part: str) -> Iterator[bytes]:
        entry = self.zip.getinfo(part)
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BadZipFile("Other methods unpack without a bound.")
        with self.zip.open(entry) as stream:
            while chunk := stream.read(_AT_ONCE):
                self._unpacked += len(chunk)
                if self._unpacked > MOST_UNPACKED:
                    most = MOST_UNPACKED // 2**20
                    raise TableError(f"这个文件展开以后超过 {most} MB：请分成几个文件。")
                yield chunk


def _refuse_entities(*_) -> None:
    raise BadZipFile("No spreadsheet declares entities.")


def _local(name: str) -> str:
    return name.rpartition(":")[2] if ":" in name else name


def _resolved(folder: str, target: str) -> str:
    return normpath(join("/", folder, target)).lstrip("/")
