"""The archive of the whole catalogue: what is in it, and what other programs make of it."""

import csv
import hashlib
import io
import json
import zipfile

import pytest
from frictionless import Package

from policies.models import Milestone, MilestoneIssuance
from portal import record_types
from portal.models import SourceLine
from portal.models.curated import State
from portal.open_data.data import Site
from portal.open_data.digests import all_digested
from tests.universe import milestone, policy, says

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def downloads(settings, tmp_path):
    settings.DOWNLOADS_FOLDER = tmp_path / "downloads"
    return settings.DOWNLOADS_FOLDER


def fetch(client, **headers):
    """(answer, its bytes)."""
    response = client.get("/catalogue.zip", headers=headers)
    return response, response.getvalue()


def rows(archive: zipfile.ZipFile, name: str) -> list[dict]:
    text = archive.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_it_contains_all_public_records_and_other_programs_read_it(client, downloads, tmp_path):
    document = policy("invented-policy", "2016-07", title='=HYPERLINK("编造")')
    entry = milestone("invented", "2016-07-05", policy=document, wording="第一行，\n“第二行”。")
    says(entry, "amends", policy("invented-other", "2015"))
    milestone("invented-draft", "2016-08", state=State.DRAFT, wording="尚未公开的话。")
    answer, content = fetch(client)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    assert answer["Content-Length"] == str(len(content))

    sums = dict(line.split()[::-1] for line in archive.read("SHA256SUMS").decode().splitlines())
    assert sums.keys() | {"SHA256SUMS"} == set(archive.namelist())
    for name, sha256 in sums.items():
        assert hashlib.sha256(archive.read(name)).hexdigest() == sha256
        assert "尚未公开的话" not in archive.read(name).decode()
        assert "invented-draft" not in archive.read(name).decode()

    digested = {(one.type, one.key): one.digest for one in all_digested()}
    found = rows(archive, "milestone")
    assert {one["key"]: one["digest"] for one in found} == {
        key: digest for (type_, key), digest in digested.items() if type_ == "milestone"
    }
    assert len(rows(archive, "milestone-issuances")) == MilestoneIssuance.objects.count()
    assert len(rows(archive, "source-lines")) == SourceLine.objects.count()
    assert [one["policy"] for one in rows(archive, "milestone-relations")] == ["invented-other"]
    [wording] = [one["wording"] for one in found if one["key"] == "invented"]
    assert wording == "第一行，\n“第二行”。"
    [title] = [one["title"] for one in rows(archive, "policy") if one["key"] == document.slug]
    assert title == '\'=HYPERLINK("编造")'

    given = [json.loads(line) for line in archive.open("records.jsonl")]
    [own] = [one for one in given if one.get("slug") == "invented"]
    key = ("milestone", entry.pk)
    data = record_types.fetch_data([key], Site("http://testserver"))[key]
    assert own == json.loads(json.dumps(data)) | {"digest": digested["milestone", "invented"]}
    assert {one["type"] for one in given} == {type_ for type_, _ in digested}
    assert len(given) == len(digested)
    of_lists = [one["slug"] for one in given if one["type"] in ("policy", "milestone", "excerpt")]
    assert [one["slug"] for one in rows(archive, "records")] == of_lists

    archive.extractall(tmp_path / "package")
    package = Package(tmp_path / "package" / "datapackage.json")
    report = package.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]
    described = package.to_dict()
    assert described["digest"].endswith(client.get("/catalogue.sha256").content.decode().strip())
    fields = [one for some in described["resources"] for one in some["schema"]["fields"]]
    assert all(one["title"] for one in fields)
    for language, words in (("zh-hans", "都还没有选定许可"), ("en", "licence")):
        assert words in archive.read(f"README.{language}.md").decode()


def test_it_is_made_once_for_each_version_and_older_ones_are_removed(client, downloads):
    first, content = fetch(client)
    [made] = downloads.glob("*.zip")
    written = made.stat().st_mtime_ns
    assert fetch(client)[1] == content
    assert fetch(client, range="bytes=10-19")[1] == content[10:20]
    assert fetch(client, range=f"bytes={len(content)}-")[0].status_code == 416
    assert fetch(client, if_none_match=first["ETag"])[0].status_code == 304
    assert client.head("/catalogue.zip")["ETag"] == first["ETag"]
    assert made.stat().st_mtime_ns == written
    (downloads / "unfinished-by-a-killed-process.zip").touch()
    for wording in ("一。", "二。", "三。"):
        entry = Milestone.objects.first()
        entry.wording = wording
        entry.save()
        answer, content = fetch(client, if_none_match=first["ETag"])
        assert answer.status_code == 200
        assert wording in zipfile.ZipFile(io.BytesIO(content)).read("content.jsonl").decode()
    assert not made.exists()
    assert len(list(downloads.glob("*.zip"))) == 2
