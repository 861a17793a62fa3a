"""约谈记录: what a talk was about, who was there, what was said and promised, for both sides to sign (domain.md 5.2).

Before the talk it is the same sheet with room to write. The 约谈通知 (talk_notice.py) is a paper of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from supervision.form_paper import Form, Row
from supervision.issuer import issuer_of
from supervision.talks import PromiseRow, TalkRow
from supervision.written import hour, in_words, paragraphs


def paper(
    talk: TalkRow,
    promises: Sequence[PromiseRow],
    *,
    matter: str,
    unit: str,
    government: str,
    letterhead: Mapping[str, str],
    specimen: bool,
) -> Form:
    """The sheet. `promises` as they were made in the talk; `matter`: the project, or the unit where there is none."""
    said, record = talk.arrangement, talk.record
    present = (record or {}).get("present") or []
    return Form(
        issuer=issuer_of(letterhead, government),
        title="约谈记录",
        subtitle=f"约谈事项：{matter.replace('　', ' ')}",
        rows=(
            Row("时间地点", (f"{_when(talk.at, held=record is not None)}，{talk.place}",)),
            Row("约谈人", (said["talker"],)),
            Row("被约谈人", ("、".join(said["talked"]),)),
            Row("责任单位", (unit,)),
            Row("参加人员", ("、".join(present),)),
            Row("约谈事由", paragraphs(said["reason"])),
            Row("依　　据", paragraphs(said["basis"])),
            Row("指出的问题和要求", paragraphs((record or {}).get("points", "")), 1 if record else 5),
            Row("表态承诺", tuple(_promise(each, len(promises)) for each in promises), 1 if record else 3),
            Row("记录人", ((record or {}).get("recorder", ""),)),
        ),
        signatures=("约谈方签字", "被约谈方签字"),
        note="本记录一式两份，双方签字后各存一份。表态承诺按期限列入督办，由督查室核实。",
        day=talk.at.date() if record else None,
        close=record is not None,
        specimen=specimen,
    )


def _when(moment: datetime, *, held: bool) -> str:
    return hour(moment) if held else f"{hour(moment)}（拟定）"


def _promise(each: PromiseRow, of: int) -> str:
    numbered = f"{each.no}．" if of > 1 else ""
    return f"{numbered}{each.words.rstrip('。；')}。{in_words(each.due)}前完成，{each.post}负责。"
