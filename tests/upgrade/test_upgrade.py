"""A database that b335c66 made is migrated: no page says anything else than it did.

`b335c66.sqlite3.xz` is that database, with curators' work in it (`make_old.py`); `before.json.xz`
is what its pages say at 5a0240d (`pages.py`), before and after an import and a merger are undone.
"""

import difflib
import json
import lzma
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

HERE = Path(__file__).parent
# What is meant to be said otherwise now: a pattern of addresses, a pattern of lines, and why.
MEANT = [
    ("^/about/$", "来源写得不确定的日期.*", "how uncertain dates are filed"),
    ("^/sources/$", "全部记录出自这些.*", "sources of any kind are listed"),
    ("^/sources/.+/$", ".*", "what is known of a source stands on its page, as in the list"),
    (
        "^/(policies|milestones|provinces)/.+/$",
        "依据|题名、.*|原文省市、原文|第 .* 行|没有注明出处"
        "|国家电子政务发展报告（.*|观研报告网2021.*",
        "the evidence of each statement",
    ),
    (
        "^/admin/(policies|provinces)/[a-z]+/$",
        "出处.*|来源|—|[0-9—-]+|电子政务发展报告.*|观研报告网表格.*",
        "citations instead of a source and lines",
    ),
    (
        "^/admin/(policies|provinces)/.+/history/$",
        "起始行|结束行|来源|电子政务发展报告|观研报告网表格|[0-9]+(-[0-9]+)?"
        "|出处 (电子政务发展报告|观研报告网表格) [0-9-]+ · (来源|位置|次序|支持的陈述)"
        "|题名、日期、主体、原文|原文省市、原文",
        "citations instead of a source and lines",
    ),
    (
        "^/admin/provinces/excerpt/.+/history/$",
        "省级行政区|.{2,6}(省|市|自治区)",
        "the unit stands where the source and the lines stood before it",
    ),
    (
        "^/admin/policies/milestone/(14|27|28|58|75)/history/$",
        "发布主体 （已删除，编号 45） (发布|建立) · (发布主体|次序|角色|来源明说|依据)"
        "|（已删除，编号 45）|发布|建立|是|中央网信办.+(印发|发布|委员会|机制)",
        "a body's part that a merger moved stands under its former body too",
    ),
    (
        "^/admin/policies/difference/7/history/$",
        "(201[78]年政府工作报告：)?加快国务院部门和地方政府信息系统互联互通[，,]形成全国统一政务服务平台",
        "a passage without the title that leads to it",
    ),
    ("^/policies/new-1/$", "发布主体|政策规划", "what a source does not print has no empty cell"),
    (
        "^/admin/portal/source/",
        "形式|语言|全部|网页|文件|公报或书籍|.*文本|简体中文",
        "new columns",
    ),
    (
        "^/(policies|milestones)/.+/$",
        "来源未载|发文字号、成文日期、发布日期、施行日期、官方文本、效力状态",
        "one line names what no source says of a document",
    ),
    ("^/about/$", "写一个发文字号.*", "document numbers are searched for in any form"),
    (
        "^/admin/policies/(policy|milestone)/",
        "效力状态|全部|现行有效|已被修改|部分失效|废止|未知",
        "a new column and its filter",
    ),
    (
        "^/(policies|milestones|provinces|bodies)/.+/$",
        "本页第 .* 版|·|这一版的永久地址|公开过的 .* 个版本|第 .* 版，.*日",
        "which version it is",
    ),
    (
        "^(after undoing )?/(en/)?(policies/|milestones/|search/|bodies/.+/)?([?].*)?$",
        "来源不一致|Sources disagree",
        "a difference that nobody has ruled on is shown",
    ),
    (
        "^/(differences/|policies/zhengfu-gongzuo-baogao-2015/|milestones/2015-03-05/)$",
        "两个来源不一致的地方，共 1[12] 处.*|2015年政府工作报告.*|来源分歧|题名|国家政策表|："
        "|大事记|尚未裁定。",
        "the same difference, with both values",
    ),
    ("^/about/$", "1[12]", "it is counted"),
    (
        "^/admin/policies/(policy|milestone|difference)/",
        "来源分歧|还没有裁定|文件|引文作|国家政策|发文字号|成文日期|发布日期|施行日期|主体|状态",
        "policies wait for rulings too, on what citations say",
    ),
    (
        "^/admin/policies/(policy|milestone)/$",
        "没有注明出处的|题名|发文字号|日期|主体|原文|成文日期|发布日期|施行日期",
        "a filter of what states something without a citation",
    ),
    (
        "^/about/$",
        "全部记录也可以用程序读取：|数据接口|记录可以|整份或逐条取用|，也可以|自己核对|。",
        "where the data are given out",
    ),
    ("^/robots.txt$", "User-agent: .* Disallow: /admin/ .*Sitemap: .*", "crawlers leave filters"),
    ("^/admin/provinces/excerpt/$", "规划|—", "which plan it is of, where there are several"),
]
LEFT_ALONE = [
    "policies.body guojia-fazhan-gaigewei",
    "policies.policy zhengfu-gongzuo-baogao-2015",
    "policies.policy zhengfu-gongzuo-baogao-2020",
    "policies.milestone 2014-11-26",
    "policies.milestone 2015-07-01",
    "policies.difference guojia-xinxihua-fazhan-zhanlue-gangyao 2016-07-27 date",
    "provinces.excerpt beijing guanyan-policy-tables",
]
# An edited title that nobody has ruled on; nothing else.
BREACHES = "policies.policy zhengfu-gongzuo-baogao-2015: no ruling on title with 2015-03-05"
MOST_SHOWN = 40


@pytest.fixture(scope="module")
def url(tmp_path_factory, django_db_blocker):
    """The old database as it was, of the kind that is tested."""
    path = tmp_path_factory.mktemp("upgrade") / "old.sqlite3"
    path.write_bytes(lzma.decompress((HERE / "b335c66.sqlite3.xz").read_bytes()))
    if connection.vendor == "sqlite":
        yield f"sqlite:///{path}"
        return
    name = f"upgrade_{os.getpid()}"
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/".format(**connection.settings_dict) + name
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        run(url, "-m", "tests.upgrade.to_postgresql", str(path))
        yield url
    finally:
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def run(url: str, *words: str) -> str:
    """The output of a program of this checkout on that database."""
    done = start(url, *words)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def check(url: str) -> None:
    said = start(url, "manage.py", "check_catalogue").stderr.strip().splitlines()
    assert said == [BREACHES, "CommandError: 1 breaches."]


def start(url: str, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *words],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_no_page_of_an_old_database_says_anything_else(url):
    run(url, "manage.py", "migrate", "--verbosity", "0")
    check(url)
    before = json.loads(lzma.decompress((HERE / "before.json.xz").read_bytes()))
    now = json.loads(run(url, "-m", "tests.upgrade.pages"))
    check(url)
    differing = [said for address in before for said in differences(address, before, now)]
    assert not differing, "\n".join([f"{len(differing)} lines differ:", *differing[:MOST_SHOWN]])
    assert run(url, "-m", "tests.upgrade.past") == ""
    # What curators have changed stays theirs when the fixtures are loaded again.
    loaded = run(url, "manage.py", "load_catalogue")
    assert re.findall("left alone, a curator changed it: (.*)", loaded) == LEFT_ALONE


def differences(address: str, *pages: dict[str, list[str]]) -> list[str]:
    said = [page.get(address, ["no such page"]) for page in pages]
    lines = (line for line in difflib.ndiff(*said) if line[0] in "+-") if said[0] != said[1] else ()
    meant = [line for where, line, _ in MEANT if re.search(where, address)]
    return [
        f"{address}: {line}"
        for line in lines
        if not any(re.fullmatch(pattern, line[2:]) for pattern in meant)
    ]
