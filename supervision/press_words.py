"""A press text's words as they are kept, checked and printed: parts, quotations, pictures, sources of typed figures.

`prose` of a text by reference has, beside what every paper has: "printed", its title as it is printed; "sources", typed
figure → where it comes from; "quotations", each {post, words, agreed_on}; "pictures", each {sha256, caption}. A text of
before references has none of them, and is printed as it stands.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from supervision import reference, typed_figure
from supervision.figures import month_day
from supervision.paper import PressPaper
from supervision.reference import TITLE, Part, Reference
from tracker.refusal import Refused
from tracker.unseen import without_unseen

LONGEST_QUOTATION, LONGEST_LINE, MOST_QUOTATIONS, MOST_PICTURES = 1000, 200, 8, 6
LINES = ("title", "head", "tail")
LONGEST_HEADING = 30
_HEADING = re.compile("[一二三四五六七八九十]+、")
ASKED = "问："
"""How a question of a conference's pack begins."""
PLAIN = ("截至日期", "公布日期", "监督电话")
"""Of these no source is printed: they say of themselves what they are."""
Facts = Mapping[str, Any]
Prose = Mapping[str, Any]


def traced(facts: Facts) -> bool:
    """Whether its figures are references; texts drafted before have their figures in their words."""
    return "references" in facts


def references(facts: Facts) -> list[Reference]:
    return reference.read(facts.get("references", ()))


def texts(prose: Prose) -> dict[str, str]:
    """Everything that is printed of it, by the field it is typed in."""
    found = {name: prose[name] for name in LINES}
    found |= {f"block.{block['key']}": "\n".join(block["paragraphs"]) for block in prose["blocks"]}
    for place, quotation in enumerate(prose.get("quotations", ())):
        found[f"quotation.{place}.words"] = quotation["words"]
        found[f"quotation.{place}.post"] = quotation["post"]
    found |= {f"picture.{each['sha256']}": each["caption"] for each in prose.get("pictures", ())}
    return found


def beside(words: Mapping[str, Any], prose: Prose) -> dict[str, Any]:
    """What is kept beside the words, as typed: what was not in the form stays."""
    quotations = words.get("quotations", prose.get("quotations", ()))
    pictures = words.get("pictures", prose.get("pictures", ()))
    sources = {**prose.get("sources", {}), **words.get("sources", {})}
    return {
        "quotations": [
            {name: _line(str(each.get(name, ""))) for name in ("post", "words", "agreed_on")}
            for each in quotations
            if each.get("words", "").strip() or each.get("post", "").strip()
        ],
        "pictures": [{"sha256": each["sha256"], "caption": _line(each["caption"])} for each in pictures],
        "sources": {typed_figure.plain(figure): _line(said) for figure, said in sources.items() if said.strip()},
    }


def settled(prose: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """The words with their printed title, and without sources of figures that no longer stand in them."""
    known = reference.by_name(references(facts))
    standing = set(typed(prose))
    kept = {figure: said for figure, said in prose["sources"].items() if figure in standing}
    return {**prose, "sources": kept, "printed": reference.resolved(prose["title"], known)}


def typed(prose: Prose) -> list[str]:
    """Figures typed by hand, each once, in the order of the text."""
    every = (figure for text in texts(prose).values() for figure in reference.typed(text))
    return list(dict.fromkeys(map(typed_figure.plain, every)))


def around(prose: Prose, figure: str) -> list[str]:
    """The words around a typed figure, wherever it stands."""
    return [words for text in texts(prose).values() for words in reference.around(text, figure)]


def unexplained(prose: Prose) -> list[str]:
    return reference.unexplained(texts(prose).values(), prose.get("sources", {}))


def faults(prose: Prose, facts: Facts) -> list[Refused]:
    """What cannot even be kept: references that there are not, and what is too much."""
    found = reference.faults(texts(prose), references(facts))
    if len(prose["quotations"]) > MOST_QUOTATIONS:
        found.append(Refused("press.too_many_quotations", field="quotation.0.words", most=MOST_QUOTATIONS))
    for place, each in enumerate(prose["quotations"]):
        if not each["words"] or not each["post"]:
            field = f"quotation.{place}.{'post' if each['words'] else 'words'}"
            found.append(Refused("press.quotation_incomplete", field=field))
        if len(each["words"]) > LONGEST_QUOTATION or len(each["post"]) > LONGEST_LINE:
            found.append(Refused("press.quotation_long", field=f"quotation.{place}.words", most=LONGEST_QUOTATION))
        if each["agreed_on"] and not _is_day(each["agreed_on"]):
            found.append(Refused("press.agreed_on", field=f"quotation.{place}.agreed_on"))
    if len(prose["pictures"]) > MOST_PICTURES:
        found.append(Refused("press.too_many_pictures", field="pictures", most=MOST_PICTURES))
    long = [said for said in prose["sources"].values() if len(said) > LONGEST_LINE]
    return [*found, *([Refused("press.source_long", field="sources", most=LONGEST_LINE)] if long else [])]


def unready(prose: Prose, facts: Facts) -> list[Refused]:
    """What keeps a text from being approved and from going out."""
    if not traced(facts):
        return []
    found = []
    if figures := unexplained(prose):
        found.append(Refused("press.unexplained", field=f"source.{figures[0]}", figures="、".join(figures[:8])))
    for place, each in enumerate(prose["quotations"]):
        if not each["agreed_on"]:
            field = f"quotation.{place}.agreed_on"
            found.append(Refused("press.quotation_not_agreed", field=field, post=each["post"]))
    return found


def title(prose: Prose) -> str:
    """As it is printed."""
    return str(prose.get("printed") or prose["title"])


def passages(facts: Facts, prose: Prose) -> Iterator[tuple[str, list[Part]]]:
    """The body, paragraph by paragraph, each as (key of its part, pieces); quotations stand before the background."""
    known = reference.by_name(references(facts))
    cut = _cut if traced(facts) else _as_it_stands
    for block in prose["blocks"]:
        if block["key"] == "background":
            yield from _quoted(prose, known)
        for paragraph in block["paragraphs"]:
            yield block["key"], cut(paragraph, known)
    if not any(block["key"] == "background" for block in prose["blocks"]):
        yield from _quoted(prose, known)


def _quoted(prose: Prose, known: Mapping[str, Reference]) -> Iterator[tuple[str, list[Part]]]:
    for each in prose.get("quotations", ()):
        said = each["words"].strip('“”"')
        end = "" if said.endswith(("。", "！", "？", "…")) else "。"
        yield "quotations", _cut(f"{each['post']}表示：“{said}{end}”", known)


def _cut(text: str, known: Mapping[str, Reference]) -> list[Part]:
    return reference.parts(text, known)


def _as_it_stands(text: str, known: Mapping[str, Reference]) -> list[Part]:
    return [Part(text)]


def line(facts: Facts, text: str) -> list[Part]:
    """A line (title, dateline, contact) cut into its pieces."""
    return reference.parts(text, reference.by_name(references(facts))) if traced(facts) else [Part(text)]


def paper(facts: Facts, prose: Prose, check_code: str | None = None) -> PressPaper:
    """The press text these words make, with the sources of its figures behind it."""
    return PressPaper(
        title=_printed(line(facts, prose["title"])),
        dateline=_printed(line(facts, prose["head"])),
        paragraphs=tuple(_printed(pieces) for _, pieces in passages(facts, prose)),
        contact=_printed(line(facts, prose["tail"])),
        sources=tuple(sources(facts, prose)),
        source_note=source_note(facts),
        specimen=facts["specimen"],
        pictures=tuple((each["sha256"], each["caption"]) for each in pictures(facts, prose)),
        check_code=check_code,
    )


def pictures(facts: Facts, prose: Prose) -> list[dict[str, str]]:
    known = reference.by_name(references(facts))
    return [
        {"sha256": each["sha256"], "caption": reference.resolved(each["caption"], known)}
        for each in prose.get("pictures", ())
    ]


def plain(facts: Facts, prose: Prose) -> str:
    """The text alone, to be copied; simulated figures say so."""
    return plain_paper(paper(facts, prose))


def plain_paper(text: PressPaper) -> str:
    said = [text.title, "", *opened(text)]
    said += [f"（{text.contact}）"] if text.contact else []
    said += [f"图片说明：{caption}" for _, caption in text.pictures]
    said += ["（样张，模拟数据）"] if text.specimen else []
    return "\n".join(said) + "\n"


def opened(text: PressPaper) -> list[str]:
    """The paragraphs, the first of them behind its dateline."""
    first, *rest = text.paragraphs or ("",)
    return [f"{text.dateline}　{first}" if text.dateline else first, *rest]


def is_heading(paragraph: str) -> bool:
    """Whether a paragraph is the heading of a part: 一、办成的事."""
    return _HEADING.match(paragraph) is not None and len(paragraph) <= LONGEST_HEADING


def asks(paragraph: str) -> bool:
    """Whether a paragraph is a question that the next one answers."""
    return paragraph.startswith(ASKED)


def used(facts: Facts, prose: Prose) -> list[Reference]:
    """The references that its words have, each once, in the order of the text."""
    known = reference.by_name(references(facts))
    every = dict.fromkeys(reference.key(name) for text in texts(prose).values() for name in reference.names(text))
    return [known[name] for name in every if name in known]


def sources(facts: Facts, prose: Prose) -> list[str]:
    """Where each figure of it was published, in words; of a typed one, what was said of it."""
    if not traced(facts):
        return [_formerly(facts, figure) for figure in facts["figures"]]
    common = facts["as_of"]
    known = [
        f"{each.value}：{told(each)}" + ("" if each.as_of == common else f"，截至{_day(each.as_of)}")
        for each in used(facts, prose)
        if each.name not in PLAIN and each.meaning != TITLE
    ]
    return known + [f"{figure}：人工输入，出处：{said}" for figure, said in prose["sources"].items()]


def source_note(facts: Facts) -> str:
    """Where the figures were published and as of when, said once; "" for a text of before references."""
    given = facts.get("references")
    return f"除另注明外，数字取自{given[0]['source']}，截至{_day(facts['as_of'])}。" if given else ""


def where(each: Reference) -> str:
    """What a reference is and as of when: 项目1“…”，累计完成，截至2026年8月31日."""
    return f"{told(each)}，截至{_day(each.as_of)}"


def _day(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.year}年{month_day(found)}"


def told(each: Reference) -> str:
    """What a reference is: 项目1“…”，累计完成."""
    of = f"项目{each.project}“{each.title}”，" if each.project and each.value != each.title else ""
    of = of or (f"项目{each.project}，" if each.project else "")
    return f"{of}{each.meaning}"


def _formerly(facts: Facts, figure: Mapping[str, Any]) -> str:
    of = f"项目{figure['project']}“{figure['title']}”，" if figure["project"] else ""
    as_of, published = date.fromisoformat(figure["as_of"]), date.fromisoformat(facts["source"]["published_on"])
    return (
        f"{figure['figure']}：{of}{figure['meaning']}，截至{as_of.year}年{month_day(as_of)}；"
        f"{facts['publication']}（{published.year}年{month_day(published)}）"
    )


def _printed(pieces: Sequence[Part]) -> str:
    return "".join(piece.text for piece in pieces)


def _line(text: str) -> str:
    return " ".join(without_unseen(text).split())


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
