"""A curator's desk: records are entered through the forms as they are rendered, and published."""

import re
from html import unescape

from django.test import Client

from portal.curation.pages_admin import admin_address
from portal.web.forms.typed_forms import SUBMITTING
from tests.bench.changes.browser import Form, Page

Row = dict[str, object]


class Desk:
    """`enters` types records in and submits them, `reviews` publishes them."""

    def __init__(self, enters: Client, reviews: Client):
        self.enters, self.reviews = enters, reviews

    def publish(self, model, rows: dict[str, list[Row]] | None = None, **typed):
        """A new record that is entered, submitted and published; `rows` by their prefix."""
        record = self.submit(model, rows, **typed)
        self.move(record, "发布")
        assert record.is_published
        return record

    def move(self, record, name: str) -> None:
        """The transition of this name, confirmed by the reviewer."""
        page = self.follow(record, name)
        self._send(self.reviews, page, "confirmed", answers=_boxes(page, "answers"))
        record.refresh_from_db()

    def submit(self, model, rows: dict[str, list[Row]] | None = None, **typed):
        page = self._open(self.enters, admin_address(model, "add"))
        sent = self._send(self.enters, page, "opened_version", rows, **typed, **{SUBMITTING: "1"})
        asked = self._open(self.enters, sent.to)
        self._send(self.enters, asked, "confirmed")
        return model.objects.latest("pk")

    def enter(self, model, rows: dict[str, list[Row]] | None = None, **typed):
        """A draft, or a record without states."""
        page = self._open(self.enters, admin_address(model, "add"))
        self._send(self.enters, page, "opened_version", rows, **typed, _save="1")
        return model.objects.latest("pk")

    def change(self, record, rows: dict[str, list[Row]] | None = None, **typed) -> None:
        client = self.enters if record.state == "draft" else self.reviews
        page = self._open(client, admin_address(type(record), "change", record.pk))
        self._send(client, page, "opened_version", rows, **typed, _save="1")
        record.refresh_from_db()

    def follow(self, record, name: str) -> Page:
        """The page that a link of this name in a record's form leads to, for the reviewer."""
        return self._follow(self.reviews, admin_address(type(record), "change", record.pk), name)

    def answer(self, page: Page, **typed) -> None:
        """Save the form of a page that `follow` has opened."""
        self._send(self.reviews, page, "opened_version", **typed, _save="1")

    def _follow(self, client: Client, address: str, name: str) -> Page:
        html = self._open(client, address).html
        [link] = {*re.findall(f'<a href="([^"]+)">{name}</a>', html)}
        return self._open(client, unescape(link))

    def _open(self, client: Client, address: str) -> Page:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return Page(address, 200, response.content.decode())

    def _send(self, client: Client, page: Page, having: str, rows=None, **typed) -> Page:
        """The page after a form; questions that it asks are read and answered with yes."""
        form = page.form(having)
        posted = _filled(form, page, rows or {}, typed)
        response = client.post(form.action or page.address, posted)
        if response.status_code == 200:
            asked = Page(page.address, 200, response.content.decode())
            links, boxes = _boxes(asked, "link"), _boxes(asked, "confirmed")
            assert links or boxes, asked.said()
            posted |= {"link": links[:1]} if links else {}
            posted |= {"confirmed": [one for one in boxes if not (links and "twin" in one)]}
            response = client.post(form.action or page.address, posted)
        assert response.status_code == 302, Page(page.address, 0, response.content.decode()).said()
        return Page(page.address, 302, "", response.headers["Location"])


def _filled(form: Form, page: Page, rows: dict[str, list[Row]], typed: Row) -> dict[str, object]:
    """What a browser posts; only what has a control on the page can be typed or chosen."""
    posted: dict[str, object] = {}
    for name, value in form.fields:
        posted.setdefault(name, []).append(value)
    for prefix, added in rows.items():
        blank = f"{prefix}-__prefix__-"
        empty = {name: posted[name] for name in posted if name.startswith(blank)}
        for number, row in enumerate(added, int(posted[f"{prefix}-TOTAL_FORMS"][0])):
            for name in row:
                assert f'name="{blank}{name}"' in page.html, f"no {name} in the rows of {prefix}"
            new = empty | {f"{blank}{name}": value for name, value in row.items()}
            own = f"{prefix}-{number}-"
            posted |= {name.replace(blank, own): value for name, value in new.items()}
            posted[f"{prefix}-TOTAL_FORMS"] = [str(number + 1)]
    for name in typed:
        assert f'name="{name}"' in page.html or name == "answers", f"no {name} on {page.address}"
    return posted | {name: value for name, value in typed.items() if value is not None}


def _boxes(page: Page, name: str) -> list[str]:
    return [unescape(one) for one in re.findall(rf'name="{name}" value="([^"]*)"', page.html)]
