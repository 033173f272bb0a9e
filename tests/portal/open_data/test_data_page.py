"""What /about/data/ prints does what it says."""

import shlex
from urllib.parse import urlsplit

import pytest

from portal.web.pages.dataset_views import distributions
from tests.printed_code import printed_code

pytestmark = pytest.mark.usefixtures("catalogue")
WITH_VALUE = {"-sSLo"}


def address_of(command: str) -> tuple[list[str], str]:
    """(options without their values, address) of a curl command."""
    name, *words = shlex.split(command)
    assert name == "curl"
    options = [word for word in words if word.startswith("-")]
    assert set(options) <= {"-sS", "-sSO", "-sSLo"}
    return options, words[-1]


def test_each_command_gets_what_it_asks_for(client, settings, tmp_path):
    settings.DOWNLOADS_FOLDER = tmp_path
    commands = [line for code in printed_code(client, "/about/data/") for line in code.split("\n")]
    kinds = set()
    for command in commands:
        options, address = address_of(command)
        parts = urlsplit(address)
        assert parts.netloc == "testserver"
        follows = "-sSLo" in options
        answer = client.get(f"{parts.path}?{parts.query}", follow=follows)
        assert answer.status_code == 200, command
        assert answer.getvalue(), command
        kinds.add(answer["Content-Type"].partition(";")[0])
    assert {"application/zip", "text/html", "text/plain"} <= kinds


def test_it_names_the_files_of_all_lists_and_says_of_the_licence_what_the_about_page_says(
    client, rf
):
    page = client.get("/about/data/").content.decode()
    for address, _ in distributions(rf.get("/")):
        path = urlsplit(address).path
        assert f'{path}"' in page
    assert "都还没有选定许可" in page
    about = client.get("/about/").content.decode()
    assert 'href="/about/data/"' in about
