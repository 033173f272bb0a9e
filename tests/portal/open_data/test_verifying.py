"""What /about/verify/ prints does what it says."""

import io
import shutil
import subprocess
import sys
import zipfile

import pytest
from django.core.management import call_command

from portal.open_data.digests import all_digested, of_catalogue
from provinces.models import Excerpt
from tests.printed_code import printed_code
from tests.universe import policy

pytestmark = pytest.mark.usefixtures("catalogue")


def run(program: str, folder) -> str:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_from_the_two_texts_to_the_digests_of_what_no_curator_has_touched(client, tmp_path):
    Excerpt.objects.filter(unit__slug="anhui").update(wording="一位编辑改写的话。")
    command, program = printed_code(client, "/about/verify/")[:2]
    assert command == "python manage.py build_fixtures"
    sources = tmp_path / "fixtures" / "sources"
    sources.mkdir(parents=True)
    for name in ("egov-report-2014-2024", "guanyan-policy-tables"):
        (sources / f"{name}.txt").write_bytes(client.get(f"/sources/{name}.txt").getvalue())
    call_command("build_fixtures", fixtures=tmp_path / "fixtures", stdout=io.StringIO())
    computed = dict(line.split()[::-1] for line in run(program, tmp_path).splitlines())
    given = {f"{one.type}/{one.key}": one.digest for one in all_digested()}
    differing = set(given.values()) ^ set(computed.values())
    changed = "excerpt/anhui/guanyan-policy-tables"
    assert differing == {given[changed], computed[changed]}


def test_the_digest_of_the_catalogue_is_given(client):
    found = client.get("/catalogue.sha256").content.decode()
    assert found == of_catalogue(one.digest for one in all_digested()) + "\n"


def test_from_the_archive_to_all_digests(client, settings, tmp_path):
    settings.DOWNLOADS_FOLDER = tmp_path / "downloads"
    policy("invented", "2016-07", wording="一位编辑录入的话。")
    fetching, program, with_jq = printed_code(client, "/about/verify/")[2:]
    curl, *others = fetching.split("\n")
    assert curl == "curl -sO http://testserver/catalogue.zip"
    (tmp_path / "catalogue.zip").write_bytes(client.get("/catalogue.zip").getvalue())
    assert run(program, tmp_path) == client.get("/catalogue.sha256").content.decode()
    if shutil.which("unzip") and shutil.which("jq"):
        shell = "\n".join(["set -eo pipefail", *others, with_jq])
        done = subprocess.run(
            ["bash", "-c", shell], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert done.stdout.split()[0] == next(all_digested()).digest
    with zipfile.ZipFile(tmp_path / "catalogue.zip") as archive:
        contents = archive.read("content.jsonl").replace("录入的话".encode(), "改写的话".encode())
    with zipfile.ZipFile(tmp_path / "catalogue.zip", "w") as archive:
        archive.writestr("content.jsonl", contents)
    assert run(program, tmp_path).startswith("differs: policy invented\n")
