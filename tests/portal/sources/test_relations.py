"""Relations that somebody has read from the texts become rows of a fixture of their own.

Those here are invented.
"""

import json
import shutil

import pytest
from django.conf import settings
from django.core.management import call_command

from policies.models import Milestone, Policy
from portal.sources.catalogue import read_catalogue
from portal.sources.decisions import FOLDER
from portal.sources.fixtures import render
from portal.sources.records import SourceError

TEXTS = settings.BASE_DIR / "fixtures" / "sources"
RELATION = {
    "record": "zhengfu-xinxi-gongkai-tiaoli",
    "kind": "implements",
    "milestone": "2024-07-15",
    "source": "egov-report-2014-2024",
    "quote": "国家治理体系和治理能力现代化",
    "reason": "虚构的，供测试。",
}


@pytest.fixture
def judged(tmp_path):
    """`judged(place="33")`: a folder of decisions with this relation."""

    def make(*relations: dict, **changes):
        folder = tmp_path / "decisions"
        shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
        texts = []
        for one in relations or (RELATION | changes,):
            lines = [f"{name} = {json.dumps(value)}" for name, value in one.items()]
            texts.append("\n".join(["[[relation]]", *lines]))
        (folder / "relations.toml").write_text("\n".join(texts), encoding="utf-8")
        return folder

    return make


def test_today_there_is_none_and_no_fixture():
    assert read_catalogue(TEXTS).relations == []
    assert "7_relations.json" not in render(read_catalogue(TEXTS))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"record": "no-such"}, "no-such: no such record"),
        ({"milestone": ""}, "exactly one"),
        ({"policy": "zhengfu-xinxi-gongkai-tiaoli"}, "exactly one"),
        ({"milestone": "2024-07-16"}, "no such milestone: 2024-07-16"),
        ({"source": "no-such"}, "no such source: no-such"),
        ({"quote": "没有的话"}, "'没有的话' is not in the source"),
        ({"reason": ""}, "has no reason"),
    ],
)
def test_one_that_the_texts_do_not_state_stops(judged, changes, says):
    with pytest.raises(SourceError, match=says):
        read_catalogue(TEXTS, judged(**changes))


@pytest.mark.django_db
def test_they_are_loaded_after_all_records_and_left_alone_once_changed(
    judged, fixture_folder, capsys
):
    back = RELATION | {"record": RELATION["milestone"], "policy": RELATION["record"]}
    catalogue = read_catalogue(TEXTS, judged(RELATION, back | {"milestone": ""}))
    name = "7_relations.json"
    (fixture_folder / name).write_text(render(catalogue)[name], encoding="utf-8")

    def run() -> str:
        call_command("load_catalogue", fixtures=fixture_folder)
        return capsys.readouterr().out

    assert "0 created, 2 updated" in run()
    policy = Policy.objects.get(slug=RELATION["record"])
    relation = policy.relations.get()
    assert relation.target == Milestone.objects.get(slug=RELATION["milestone"])
    assert relation.target.relations.get().target == policy
    assert "0 created, 0 updated" in run()
    relation.delete()
    assert "1 left alone" in run()
    call_command("loaddata", fixture_folder / name, verbosity=0)
    assert policy.relations.count() == 1
    assert "0 left alone" in run()
