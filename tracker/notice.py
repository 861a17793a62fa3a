"""The State Council's yearly notice on holidays, read day by day out of its own words or out of a table of days.

Pure. What was read is never taken on trust: the weekdays and the number of days that the notice prints are checked
against the almanac, and what does not agree is told.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.working_days import WEEKDAYS, Day, Kind

STATUTORY = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
"""The seven holidays of 全国年节及纪念日放假办法, by the part of their names that is always written."""
FIXED = ((1, 1, "元旦"), (5, 1, "劳动节"), (10, 1, "国庆节"), (10, 2, "国庆节"), (10, 3, "国庆节"))
"""Days that are off in every year, whatever is moved around them."""
HEADER = ("日期", "星期", "类型", "名称")
KINDS: dict[Kind, str] = {"holiday": "放假", "makeup": "上班", "working": "上班"}
NAMELESS = "放假"
"""What a day is called for which no holiday is named."""
LONGEST = 20
"""Days in a row that are believed to be one holiday."""

_TITLE = re.compile(r"(\d{4})年部分节假日安排")
_NAME = r"(?:元旦|春节|清明|劳动|端午|中秋|国庆)节?"
_SECTION = re.compile(
    rf"(?:^|(?<=[。;:\n]))(?:[一二三四五六七八九十]+、|\d+[.、])?(?P<name>{_NAME}(?:[、和及与]{_NAME})*):"
    r"|(?:^|(?<=[。;:\n]))(?:[一二三四五六七八九十]+、)?(?P<other>[^:。,;\n]{2,40}):"
)
_DATE = r"(?:(?P<y{n}>\d{{4}})年)?(?:(?P<m{n}>\d{{1,2}})月)?(?P<d{n}>\d{{1,2}})日(?:\((?P<n{n}>[^()]*)\))?"
_SPAN = re.compile(_DATE.format(n=1) + "(?:(?:至|到|—+|–|-|~)" + _DATE.format(n=2) + ")?")
_WRAPPED = re.compile(rf"\n+(?!(?:[一二三四五六七八九十]+、|\d+[.、]|{_NAME}[:、和及与]|国务院办公厅|节假日期间))")
"""A line's end inside a sentence."""
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_COUNT = re.compile(r"(?:共|放假)(\d+)天")
_CELL_DATE = re.compile(
    r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0?0:00(?::00)?)? *(\(?(?:周|星期).\)?)?"
)
_EMPTY = dict.fromkeys(HEADER, "")
_ASIDE = ("鼓励", "提倡", "公休")
"""Sentences that name days without making them holidays (2024: 鼓励各单位……安排职工在除夕休息)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What was read: the days it sets, what does not agree, and what was left unread on purpose."""

    year: int
    days: tuple[Day, ...]
    findings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read(text: str, year: int, source: str, *, whole: bool = True) -> Notice:
    """A notice of `year` out of its text, or out of a table whose cells are parted by tabs or commas.

    `whole` says that it is the year's notice rather than a supplement (2019's 劳动节, 2020's longer 春节): then the
    seven statutory holidays are asked for.
    """
    plain = unicodedata.normalize("NFKC", text)
    reading = _Reading(year, source)
    rows = _rows(plain)
    if rows:
        reading.table(rows)
    else:
        reading.words(_WRAPPED.sub("", re.sub(r"[ \t\r]+", "", plain)))
    reading.compare(whole)
    return Notice(
        year, tuple(reading.found[day] for day in sorted(reading.found)), (*reading.findings,), (*reading.notes,)
    )


def as_table(days: Iterable[Day]) -> str:
    """The days as a table that `read` takes, and that can be pasted into a spreadsheet."""
    lines = [
        HEADER,
        *((d.date.isoformat(), f"周{WEEKDAYS[d.date.weekday()]}", KINDS[d.kind], d.name) for d in days),
    ]
    return "".join("\t".join(line) + "\n" for line in lines)


def in_words(day: date) -> str:
    """10月10日（周六）, with the year where a reader could doubt it."""
    return f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


@dataclass
class _Reading:
    """One notice being read."""

    year: int
    source: str
    found: dict[date, Day] = field(default_factory=dict)
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    # --- words

    def words(self, text: str) -> None:
        titled = _TITLE.search(text)
        if titled and int(titled[1]) != self.year:
            self.findings.append(f"通知写的是{titled[1]}年，现在登记的是{self.year}年。")
        heads = list(_SECTION.finditer(text))
        ends = [head.start() for head in heads[1:]] + [len(text)]
        for head, end in zip(heads, ends, strict=False):
            self._section(head["name"] or head["other"], text[head.end() : end])
        if not heads:
            self._section(NAMELESS, text)

    def _section(self, name: str, body: str) -> None:
        for sentence in re.split(r"[。;\n]", body):
            if sentence.startswith(("节假日期间", "国务院办公厅")) or not _SPAN.search(sentence):
                continue
            if any(word in sentence for word in _ASIDE):
                self.notes.append(f"“{sentence}”不作为放假安排。")
            else:
                self._sentence(name, sentence)

    def _sentence(self, name: str, sentence: str) -> None:
        waiting: list[date] = []
        off = 0
        for clause in re.split(r",(?![^()]*\))", sentence):
            waiting += self._dates(clause)
            if kind := _kind_of(clause):
                self._put(waiting, kind, name)
                off += len(waiting) if kind == "holiday" else 0
                waiting = []
        if waiting:
            self.findings.append(f"没有读懂：“{sentence}”。")
        counted = _COUNT.search(sentence)
        if counted and int(counted[1]) != off:
            self.findings.append(f"{name}写的是共{counted[1]}天，读到{off}天。")

    def _dates(self, clause: str) -> list[date]:
        found: list[date] = []
        month: int | None = None
        for span in _SPAN.finditer(clause):
            month = int(span["m1"]) if span["m1"] else month
            first = self._date(span["y1"], month, span["d1"], span["n1"])
            if first is None:
                continue
            found += self._span(first, span) if span["d2"] else [first]
        return found

    def _span(self, first: date, span: re.Match[str]) -> list[date]:
        """Every day of a range. Its end takes year and month from its beginning, and may lie beyond New Year."""
        month = int(span["m2"] or first.month)
        beyond = span["y2"] is None and month < first.month
        year = span["y2"] or str(first.year + beyond)
        last = self._date(year, month, span["d2"], span["n2"])
        if last is None:
            return [first]
        if not 0 <= (last - first).days < LONGEST:
            self.findings.append(f"“{span[0]}”首尾不对，没有读入。")
            return []
        return [first + timedelta(days=n) for n in range((last - first).days + 1)]

    def _date(self, year: str | None, month: int | None, day: str, note: str | None) -> date | None:
        try:
            found = date(int(year or self.year), month or 0, int(day))
        except ValueError:
            self.findings.append(f"没有“{month or '？'}月{day}日”这一天。")
            return None
        if note:
            self._check_weekday(found, note)
        return found

    def _check_weekday(self, day: date, note: str) -> None:
        printed = _WEEKDAY.search(note)
        if printed and WEEKDAYS[day.weekday()] != printed[1].replace("天", "日"):
            self.findings.append(
                f"{day.month}月{day.day}日写的是周{printed[1]}，{day.year}年这一天是周{WEEKDAYS[day.weekday()]}。"
            )

    # --- a table

    def table(self, rows: list[list[str]]) -> None:
        header = rows[0] if "日期" in rows[0] else ["日期", "类型", "名称"]
        for number, row in enumerate(rows, start=1):
            if row is not header:
                self._row(number, {**_EMPTY, **dict(zip(header, row, strict=False))})

    def _row(self, number: int, row: dict[str, str]) -> None:
        match = _CELL_DATE.fullmatch(row["日期"])
        kind = _kind_of(row["类型"])
        if not match:
            self.findings.append(f"第{number}行的日期“{row['日期']}”读不懂，没有读入。")
        elif not kind:
            self.findings.append(f"第{number}行的类型“{row['类型']}”应为放假或上班，没有读入。")
        elif day := self._date(match[1], int(match[2]), match[3], row["星期"] or match[4]):
            self._put([day], kind, row["名称"] or NAMELESS)

    # --- both

    def _put(self, days: list[date], kind: Kind, name: str) -> None:
        self.names += [name] * bool(days)
        for day in days:
            known = self.found.get(day)
            if known and known.kind != kind:
                self.findings.append(f"{in_words(day)}既写放假又写上班，按{KINDS[known.kind]}读入。")
            self.found.setdefault(day, Day(day, kind, name, self.source))

    def compare(self, whole: bool) -> None:
        """What a day by itself does not show."""
        if not self.found:
            self.findings.append("没有读到任何放假或上班的日期。")
            return
        self.findings += [
            f"{in_words(day)}不是周末，本就上班，却写着调休上班。"
            for day, known in sorted(self.found.items())
            if known.kind == "makeup" and day.weekday() < 5
        ]
        self.findings += [
            f"{day.year}年{in_words(day)}不属于{self.year}年的安排。"
            for day in sorted(self.found)
            if not self._near(day)
        ]
        if whole:
            self._complete()

    def _near(self, day: date) -> bool:
        return day.year == self.year or (day.year, day.month) in ((self.year - 1, 12), (self.year + 1, 1))

    def _complete(self) -> None:
        lacking = [stem for stem in STATUTORY if not any(stem in name for name in self.names)]
        if lacking:
            self.findings.append(f"没有读到：{'、'.join(lacking)}。")
        for month, day, name in FIXED:
            fixed = date(self.year, month, day)
            known = self.found.get(fixed)
            if not (known and known.kind == "holiday") and not any(stem in name for stem in lacking):
                self.findings.append(f"{name}的{in_words(fixed)}没有列为放假。")


def _kind_of(words: str) -> Kind | None:
    """What a clause or a cell says of its days; 放假调休 is off, 调休上班 is work, 不调休 says nothing."""
    words = words.strip().replace("不调休", "")
    if re.search(r"上班|补班|^班$", words):
        return "makeup"
    return "holiday" if re.search(r"放假|补休|休息|调休|^[休假]$", words) else None


def _rows(text: str) -> list[list[str]]:
    """The cells of a table, blank lines left out; nothing where the text is no table."""
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [[cell.strip(' "') for cell in re.split(r"\t|,", line)] for line in lines]
    if not rows or len(rows[0]) < 2:
        return []
    return rows if "日期" in rows[0] or _CELL_DATE.fullmatch(rows[0][0]) else []


def spans(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Days in order as first and last of each unbroken run."""
    run: list[date] = []
    for day in sorted(days):
        if run and day - run[-1] != timedelta(days=1):
            yield run[0], run[-1]
            run = []
        run.append(day)
    if run:
        yield run[0], run[-1]
