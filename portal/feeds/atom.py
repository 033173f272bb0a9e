"""Writes a feed: Atom (RFC 4287), in pages (RFC 5005), with tombstones (RFC 6721)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
ATOM, TOMBSTONES = "http://www.w3.org/2005/Atom", "http://purl.org/atompub/tombstones/1.0"
ElementTree.register_namespace("", ATOM)
ElementTree.register_namespace("at", TOMBSTONES)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Moments are in RFC 3339. `authors` may be empty; then the feed's author is meant."""

    id: str
    url: str
    title: str
    updated: str
    published: str
    summary: str
    text: str
    authors: tuple[str, ...] = ()
    kind: str = ""
    kind_label: str = ""


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """A record that was public and no longer is."""

    id: str
    when: str
    comment: str = ""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """`links` are (relation, type, address)."""

    id: str
    title: str
    updated: str
    author: str
    author_url: str
    links: tuple[tuple[str, str, str], ...]


def write(feed: Feed, entries: Iterable[Entry | Tombstone]) -> bytes:
    root = Element(_atom("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": "zh-Hans"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "updated", feed.updated)
    author = SubElement(root, _atom("author"))
    _text(author, "name", feed.author)
    _text(author, "uri", feed.author_url)
    for relation, type_, address in feed.links:
        _link(root, relation, type_, address)
    for one in entries:
        if isinstance(one, Entry):
            _entry(root, one)
        else:
            _tombstone(root, one)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _entry(root: Element, one: Entry) -> None:
    element = SubElement(root, _atom("entry"))
    _text(element, "id", one.id)
    _text(element, "title", one.title)
    _text(element, "updated", one.updated)
    _text(element, "published", one.published)
    for name in one.authors:
        _text(SubElement(element, _atom("author")), "name", name)
    _link(element, "alternate", "text/html", one.url)
    if one.kind:
        SubElement(element, _atom("category"), term=one.kind, label=one.kind_label)
    _text(element, "summary", one.summary)
    _text(element, "content", one.text)


def _tombstone(root: Element, one: Tombstone) -> None:
    element = SubElement(root, _at("deleted-entry"), ref=one.id, when=one.when)
    if one.comment:
        SubElement(element, _at("comment")).text = _printable(one.comment)


def _link(parent: Element, relation: str, type_: str, address: str) -> None:
    SubElement(parent, _atom("link"), rel=relation, type=type_, href=address)


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, _atom(name)).text = _printable(text)


def _printable(text: str) -> str:
    """Without characters that XML cannot contain, each of which is shown as one that says so."""
    return _NOT_XML.sub("\ufffd", text)


def _atom(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _at(name: str) -> str:
    return f"{{{TOMBSTONES}}}{name}"
