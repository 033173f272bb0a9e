"""Synthetic timeline entries for measuring scale. No Django in here, and no database.

Their words are spread as in real texts:

    common   each in a stated share of the entries: 数据, 政务服务, 一网通办
    middle   cut at random out of the real wordings, from one entry in thirty down to one
             in three hundred: 实现互, 升水平
    rare     made of the real wordings' characters, most of them in a handful of entries
    stray    pairs out of all common and uncommon characters, hardly any of them twice

Everything follows from the seed, the number of entries and the text that is cut up.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from operator import add
from random import Random

from portal.text.dates import DAY, MONTH, RANGE, YEAR, PartialDate, read_query

# In what share of the wordings a word stands at least once, words that hold it aside.
COMMON = {
    **{"数据": 0.15, "大数据": 0.04, "公共数据": 0.02, "数据共享": 0.04, "数据资源": 0.02},
    **{"政务": 0.09, "政务服务": 0.06, "电子政务": 0.03, "政务公开": 0.01, "数字政府": 0.08},
    **{"服务": 0.16, "互联网": 0.10, "审批": 0.08, "改革": 0.12, "信息": 0.15, "平台": 0.12},
    **{"建设": 0.20, "国家": 0.14, "管理": 0.14, "发展": 0.16, "安全": 0.10, "治理": 0.10},
    **{"企业": 0.10, "群众": 0.08, "创新": 0.08, "一网通办": 0.05, "最多跑一次": 0.02},
    **{"跨省通办": 0.02, "智慧城市": 0.03, "放管服": 0.03, "营商环境": 0.03, "标准化": 0.05},
    **{"互联网+政务服务": 0.02, "全国一体化政务服务平台": 0.01, "公共数据授权运营": 0.005},
    **{"国家治理体系和治理能力现代化": 0.01, "社会信用体系建设": 0.01, "人工智能": 0.04},
    **{"政府": 0.15, "数字": 0.10, "电子": 0.05, "推进": 0.15, "公共": 0.10, "社会": 0.10},
    **{"工作": 0.15, "共享": 0.10, "智能": 0.08, "资源": 0.10, "体系": 0.10, "全国": 0.10},
    **{"国务院": 0.08, "办公厅": 0.05, "中国": 0.08, "加快": 0.10, "开放": 0.05, "部门": 0.12},
    **{"“十四五”": 0.03, "12345": 0.02, "App": 0.02, "IPv6": 0.01, "5G": 0.02, "AI": 0.01},
    **{"GB/T 39046": 0.003, "Wi-Fi": 0.003, "90%": 0.02, "100项": 0.01},
}
MIDDLE_WORDS, MIDDLE_LENGTHS = 5_000, (2, 3, 4)
MARKS = {"": 75, "，": 13, "、": 6, "；": 2, "。": 2, "：": 1, "（": 0.5, "）": 0.5}
TITLE_WORDS = ("政务服务", "数据", "数字政府", "信息化", "审批", "改革", "平台建设", "互联网")
STRAY_CHARACTERS = range(0x4E00, 0x9FA6)
# Of a wording, in characters; the median is of the words alone, without their marks.
SHORTEST, MEDIAN, LONGEST, SPREAD = 40, 125, 1_000, 0.45

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2024, 12, 31)
PRECISIONS = {DAY: 82, RANGE: 7, MONTH: 8, YEAR: 3}
RANGE_DAYS = 14  # on average: so that some ranges go over New Year

POLICY_ALONE, TOLD_TWICE = 0.05, 0.15  # shares of the entries; the others are milestones
INFERRED = 0.15  # share of the parts that bodies take
NUMBER_OF_PARTS = {1: 60, 2: 28, 3: 12}


@dataclass(frozen=True)
class Sort:
    """A kind of entry, how common it is, and how its titles and its bodies' parts are called."""

    kind: str
    weight: int
    role: str
    opening: str
    endings: tuple[str, ...]


SORTS = (
    Sort("document", 46, "issued", "关于", ("的指导意见", "的通知", "的实施方案", "行动计划")),
    Sort("forum", 16, "hosted", "", ("论坛召开", "峰会举行", "大会召开")),
    Sort("work_report", 10, "issued", "《政府工作报告》提出", ("", "任务")),
    Sort("meeting", 12, "convened", "", ("工作会议召开", "座谈会召开")),
    Sort("legislation", 5, "adopted", "", ("条例公布", "管理办法施行")),
    Sort("institution", 4, "established", "", ("领导小组成立", "协调机制建立")),
    Sort("platform", 5, "established", "", ("平台上线", "系统投入运行")),
    Sort("assessment", 2, "issued", "", ("评估报告发布", "调查结果发布")),
)


@dataclass(frozen=True)
class SyntheticBody:
    """`above` is the number of the body above it, if any."""

    number: int
    name: str
    kind: str
    above: int | None


_PLACES = tuple(f"{stem}{kind}" for kind in "省市州盟县区" for stem in "甲乙丙丁戊己庚辛壬癸")
_OFFICES = {  # the ones that take part most often come first
    "人民政府": "local",
    "人民政府办公厅": "office",
    "发展改革委": "department",
    "网信办": "party",
    "人大常委会": "npc",
    "市场监管局": "department",
    "信息中心": "institution",
    "公安厅": "department",
    "政务服务管理局": "department",
    "数据管理局": "department",
}
BODIES = tuple(
    SyntheticBody(number, f"{place}{office}（合成）", kind, number % len(_PLACES) if rank else None)
    for number, (rank, office, kind, place) in enumerate(
        (rank, office, kind, place)
        for rank, (office, kind) in enumerate(_OFFICES.items())
        for place in _PLACES
    )
)
_BODY_WEIGHTS = tuple(accumulate(1 / (body.number + 1) for body in BODIES))


@dataclass(frozen=True)
class Part:
    """What a body does in an entry; `body` is its number."""

    body: int
    role: str
    stated: bool


@dataclass(frozen=True)
class SyntheticEntry:
    """One entry of the timeline: a policy, a milestone, or both where both tell of it.

    `policy` and `milestone` are the wordings; the one that there is not is empty.
    """

    number: int
    title: str
    kind: str
    date: PartialDate
    parts: tuple[Part, ...]
    policy: str
    milestone: str


def entries(count: int, seed: int, text: str) -> Iterator[SyntheticEntry]:
    """`count` entries, numbered from 1, of the words of `text`; none is kept."""
    random = Random(seed)
    words = Words(random, text, count)
    for number in range(1, count + 1):
        yield _entry(random, words, number)


def _entry(random: Random, words: "Words", number: int) -> SyntheticEntry:
    sort = _one(random, {sort: sort.weight for sort in SORTS})
    when = _date(random)
    told = random.random()
    return SyntheticEntry(
        number,
        _title(random, words, sort),
        sort.kind,
        when,
        _parts(random, sort.role),
        policy=words.wording(when.start.year) if told < POLICY_ALONE + TOLD_TWICE else "",
        milestone=words.wording(when.start.year) if told >= POLICY_ALONE else "",
    )


class Words:
    """Draws words, and makes wordings of them."""

    def __init__(self, random: Random, text: str, entries: int):
        runs = re.findall("[\u4e00-\u9fff]+", text)
        self.random = random
        self.characters = sorted(set("".join(runs)))
        self.middle = _middle_words(random, runs)
        # By Zipf's law, but for its first hundreds, whose part the common words take.
        self.weights = list(accumulate(1 / (rank + 500) for rank in range(len(self.middle))))
        self.rare_words = max(entries // 4, 1)

    def wording(self, year: int) -> str:
        """A wording of an entry of `year`, 40 to about 1,200 characters."""
        target = self.random.lognormvariate(0, SPREAD) * MEDIAN
        special = [*self._common(), *self._scarce(), *self._dated(year)]
        left = max(SHORTEST, min(LONGEST, target)) - sum(map(len, special))
        words = self.plain(left)
        for word in special:
            words.insert(int(self.random.random() * (len(words) + 1)), word)
        marks = self.random.choices(list(MARKS), list(MARKS.values()), k=len(words) - 1)
        return "".join(map(add, words, [*marks, "。"]))

    def plain(self, length: float) -> list[str]:
        """Middle words that together have `length` characters, or up to three more."""
        if length <= 0:
            return []
        words = self.random.choices(
            self.middle, cum_weights=self.weights, k=int(length / min(MIDDLE_LENGTHS)) + 1
        )
        ends = list(accumulate(map(len, words)))
        return words[: bisect_left(ends, length) + 1]

    def _common(self) -> Iterator[str]:
        for word, share in COMMON.items():
            while self.random.random() < share:  # the commoner, the oftener again
                yield word

    def _scarce(self) -> Iterator[str]:
        # The square makes some rare words rarer than others.
        yield self._rare(int(self.rare_words * self.random.random() ** 2))
        if self.random.random() < 0.5:
            yield "".join(map(chr, self.random.choices(STRAY_CHARACTERS, k=2)))

    def _rare(self, number: int) -> str:
        """Another word of three characters for each number."""
        base = len(self.characters)
        # A prime step: neighbours in number have nothing in common, and no two are the same.
        high, low = divmod(number * 104_729 % base**3, base)
        return "".join(self.characters[place] for place in (*divmod(high, base), low))

    def _dated(self, year: int) -> Iterator[str]:
        if self.random.random() < 0.2:
            yield f"{year}年"
        if self.random.random() < 0.1:
            issuer = self.random.choice(("国发", "国办发", "国办函", "发改高技"))
            yield f"{issuer}〔{year}〕{self.random.randint(1, 160)}号"


def _middle_words(random: Random, runs: list[str]) -> list[str]:
    """Pieces of the runs, commonest first, without those that would make a word commoner."""
    pieces = Counter(
        run[start : start + length]
        for run in runs
        for length in MIDDLE_LENGTHS
        for start in range(len(run) - length + 1)
    )
    found = [piece for piece in pieces if not any(word in piece for word in COMMON)]
    random.shuffle(found)  # so that equally common ones do not stand in the order of the text
    return sorted(found, key=lambda piece: -pieces[piece])[:MIDDLE_WORDS]


def _title(random: Random, words: Words, sort: Sort) -> str:
    """10 to 40 characters."""
    ending = random.choice(sort.endings)
    length = random.triangular(10, 34, 18) - len(sort.opening + ending)
    named = [random.choice(TITLE_WORDS)] if random.random() < 0.5 else []
    named += words.plain(length - sum(map(len, named)))
    return f"{sort.opening}{''.join(named)}{ending}"


def _date(random: Random) -> PartialDate:
    """More of them in later years."""
    precision = _one(random, PRECISIONS)
    share = random.random() ** 0.6
    start = FIRST_DAY + timedelta(days=int(share * (LAST_DAY - FIRST_DAY).days))
    if precision == RANGE:
        end = start + timedelta(days=1 + int(random.expovariate(1 / RANGE_DAYS)))
        return PartialDate(start, min(end, LAST_DAY), RANGE)
    written = {DAY: start.isoformat(), MONTH: f"{start:%Y-%m}", YEAR: f"{start:%Y}"}
    return read_query(written[precision])


def _parts(random: Random, role: str) -> tuple[Part, ...]:
    """One to three bodies, each once; the first few of all take part very often."""
    number = _one(random, NUMBER_OF_PARTS)
    drawn = random.choices(range(len(BODIES)), cum_weights=_BODY_WEIGHTS, k=number)
    return tuple(Part(body, role, random.random() >= INFERRED) for body in dict.fromkeys(drawn))


def _one(random: Random, weights: dict):
    return random.choices(list(weights), list(weights.values()))[0]
