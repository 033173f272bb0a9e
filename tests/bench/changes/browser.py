"""A curator's browser: cookies, forms as they stand on a page, files."""

import re
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urljoin
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

PASSWORD = "bench-bench"
NO_VALUE = {"submit", "button", "image", "reset", "file"}
Fields = list[tuple[str, str]]


@dataclass
class Form:
    action: str
    fields: Fields = field(default_factory=list)

    def filled(self, **changes: str) -> Fields:
        kept = [(name, value) for name, value in self.fields if name not in changes]
        return [*kept, *changes.items()]


@dataclass
class Page:
    address: str
    status: int
    html: str
    to: str = ""

    def forms(self) -> list[Form]:
        """With their fields as they stand."""
        forms = _Forms()
        forms.feed(self.html)
        return forms.found

    def form(self, having: str) -> Form:
        """The form that has a field of this name."""
        for form in self.forms():
            if any(name == having for name, _ in form.fields):
                return form
        where = f"{self.address} ({self.status} {self.to})"
        raise ValueError(f"{where} has no form with {having}: {self.said()}")

    def said(self) -> str:
        """Its words, what it complains of first."""
        errors = re.findall(r'class="error(?:note|list).*?</(?:p|ul)>', self.html, re.DOTALL)
        html = " ".join(errors) + self.html
        html = re.sub(r"<(script|style|svg|nav)\b.*?</\1>", "", html, flags=re.DOTALL)
        return " ".join(re.sub("<[^>]+>", " ", html).split())[:1500]

    def total(self) -> int:
        """How many records a list says that it has."""
        found = re.search(r"共 ?([0-9,]+) ?条", re.sub("<[^>]+>", "", self.html))
        return int(found[1].replace(",", "")) if found else 0


class Browser:
    def __init__(self, host: str):
        self.host = host
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()), _NoRedirect)

    def log_in(self, name: str) -> Page:
        page = self.get("/admin/login/")
        return self.submit(page, page.form("password"), username=name, password=PASSWORD)

    def get(self, address: str) -> Page:
        return self._ask(Request(self._url(address)))

    def submit(self, page: Page, form: Form, **changes: str) -> Page:
        """The form sent from its page, some fields otherwise; answered before any redirect."""
        url = self._url(urljoin(page.address, form.action or page.address))
        return self._ask(Request(url, urlencode(form.filled(**changes)).encode()))

    def upload(self, page: Page, name: str, file: str, content: bytes) -> Page:
        form, edge = page.form("csrfmiddlewaretoken"), uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in form.fields
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        body = b"".join([*parts, f"{head}Content-Type: text/csv\r\n\r\n".encode(), content])
        body += f"\r\n--{edge}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return self._ask(Request(self._url(page.address), body, kind))

    def _url(self, address: str) -> str:
        return urljoin(self.host, quote(address, safe="/:?&=%+"))

    def _ask(self, request: Request) -> Page:
        try:
            with self.opener.open(request, timeout=1200) as answer:
                return self._page(request, answer)
        except HTTPError as error:
            with error:
                return self._page(request, error)

    def _page(self, request: Request, answer) -> Page:
        address = request.full_url.removeprefix(self.host.rstrip("/"))
        html = answer.read().decode(errors="replace")
        return Page(address, answer.status, html, answer.headers.get("Location", ""))


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[Form] = []
        self.form: Form | None = None
        self.select, self.options = "", []
        self.area, self.text = "", ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form":
            self.form = Form(given.get("action") or "")
            self.found.append(self.form)
        elif self.form is None or "disabled" in given:
            return
        elif tag == "input" and name:
            self._input(given, name, value)
        elif tag == "textarea":
            self.area, self.text = name or "", ""
        elif tag == "select":
            self.select, self.options = name or "", []
        elif tag == "option" and self.select:
            self.options.append((value, "selected" in given))

    def _input(self, given, name, value):
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in given:
                self.form.fields.append((name, value or "on"))
        elif kind not in NO_VALUE:
            self.form.fields.append((name, value))

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea" and self.area and self.form:
            self.form.fields.append((self.area, self.text.removeprefix("\n")))
            self.area = ""
        elif tag == "select" and self.select and self.form:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            chosen = chosen or [value for value, _ in self.options[:1]]
            self.form.fields += [(self.select, value) for value in chosen]
            self.select = ""
