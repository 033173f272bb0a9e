"""Lists and records as files: what a list gives out, and the answers that contain it."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from portal.open_data.columns import Column
from portal.open_data.csv_file import write_csv
from portal.open_data.data import Data, site_of
from portal.open_data.jsonl_file import write_jsonl
from portal.open_data.xlsx_file import MOST_ROWS, write_xlsx
from portal.record_types import RecordType
from portal.serving import sending
from portal.serving.sending import BusyError, ReaderLeftError, Sending, expect_reader
from portal.web.response_cache import parameters

CSV, XLSX, JSONL = "csv", "xlsx", "jsonl"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    JSONL: "application/jsonl; charset=utf-8",
}
# Other sites' scripts may read what anybody may read.
OPEN = {"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex"}
PLAIN = "text/plain; charset=utf-8"
ATTRIBUTION = "记录的文字出自所列来源，版权归其发布者；整理：中国电子政务政策时间线。"

BATCH = 500  # records of a list of one type that are read at once

parameters.register("bom")
Batches = Iterable[list[Data]]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """All records of a list under its filters.

    `name` begins the names of files. `filters` are (label, value in words). `batches` is called
    when the file is written.
    """

    name: str
    title: str
    count: int
    columns: Sequence[Column]
    batches: Callable[[], Batches]
    filters: Sequence[tuple[str, str]] = ()


def listing_of(
    request: HttpRequest,
    type_: RecordType,
    title: str,
    keys: Sequence[int],
    filters: Sequence[tuple[str, str]] = (),
) -> Listing:
    """The records of a type with these primary keys, in their order."""
    site = site_of(request)
    parts = [
        [(type_.name, key) for key in keys[start : start + BATCH]]
        for start in range(0, len(keys), BATCH)
    ]
    return Listing(
        name=type_.list_page,
        title=title,
        count=len(keys),
        columns=type_.columns,
        batches=lambda: (list(type_.fetch_data(part, site).values()) for part in parts),
        filters=filters,
    )


def errors_of(*forms: BaseForm) -> list[str]:
    """Sentences about the bad values of a query string, with the names of the parameters."""
    return [
        f"{form[name].label if name in form.fields else ''} {name}：{' '.join(errors)}".strip()
        for form in forms
        for name, errors in form.errors.items()
    ]


def past_errors(request: HttpRequest) -> list[str]:
    """Pages show the past; files have the present only, and do not pretend otherwise."""
    return [
        f"{name}：“{request.GET[name]}”不能用于文件，文件只有现在的记录：以往的请看网页。"
        for name in ("as_of", "version")
        if name in request.GET
    ]


def refusal(errors: Iterable[str]) -> HttpResponse:
    return _plain("\n".join(errors), status=400)


def answer(request: HttpRequest, listing: Listing, form: str) -> HttpResponseBase:
    """The list as a file; 400 for a bad `bom` or too many rows, 503 while others are being sent."""
    bom = request.GET.get("bom", "1")
    if bom not in ("0", "1"):
        return refusal([f"bom：“{bom}”有误：可用 0（不带字节顺序标记）或 1。"])
    if errors := past_errors(request):
        return refusal(errors)
    if form == XLSX and listing.count > MOST_ROWS:
        sentence = (
            f"共 {listing.count} 条，XLSX 一张表最多 {MOST_ROWS} 条：请下载 CSV，或再加筛选。"
        )
        return refusal([sentence])
    today = timezone.localdate().isoformat()
    headers = OPEN | {
        "Content-Type": CONTENT_TYPES[form],
        "Content-Disposition": f'attachment; filename="{listing.name}-{today}.{form}"',
    }
    if request.method == "HEAD":
        return StreamingHttpResponse((), headers=headers)
    write = partial(_written, request, listing, form, mark=bom == "1")
    try:
        return StreamingHttpResponse(Sending(request, write), headers=headers)
    except BusyError:
        return _busy()


def record(data: Data) -> HttpResponse:
    """One record as the same object as on a line of JSON Lines."""
    options = {"ensure_ascii": False, "indent": 2}
    response = JsonResponse(data, json_dumps_params=options, headers=OPEN)
    response["Content-Type"] = "application/json; charset=utf-8"
    return response


def _written(request: HttpRequest, listing: Listing, form: str, *, mark: bool) -> Generator[bytes]:
    batches = listing.batches()
    if form == CSV:
        yield from write_csv(listing.columns, batches, mark=mark)
    elif form == JSONL:
        yield from write_jsonl(batches)
    else:
        about = list(_about(request, listing))
        try:
            yield from write_xlsx(listing.columns, batches, about, partial(expect_reader, request))
        except ReaderLeftError:
            return


def _about(request: HttpRequest, listing: Listing) -> Iterator[Sequence[str]]:
    """The second sheet of a workbook."""
    page = request.build_absolute_uri()
    yield "名称", listing.title
    yield "条数", str(listing.count)
    yield from listing.filters or [("筛选", "无：全部")]
    yield "导出日期", timezone.localdate().isoformat()
    yield "网址", page
    yield "出处与权利", ATTRIBUTION
    yield "", ""
    yield "栏", "说明"
    for one in listing.columns:
        yield one.name, "：".join(filter(None, (one.title, one.description)))


def _busy() -> HttpResponse:
    sentence = f"正在下载的人多，请 {sending.RETRY_AFTER} 秒后再试。"
    response = _plain(sentence, status=503)
    response["Retry-After"] = str(sending.RETRY_AFTER)
    return response


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, headers=OPEN | {"Content-Type": PLAIN})
