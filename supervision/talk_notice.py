"""约谈通知: calls those who are to be talked with, says why and what to bring, with a 回执 (domain.md 5.2).

The office makes it from an arranged talk. After the talk, or where it was called off, it is refused; a moved talk is
called anew, and the notice says what it replaces. What was said stands in the 约谈记录 (talk_paper.py).
"""

from supervision import written
from supervision.form_paper import Form, Row, Slip
from supervision.letter_paper import Sender
from supervision.talks import TalkRow
from tracker.refusal import Refused
from tracker.working_days import WEEKDAYS

WHY_NOT = {"held": "约谈已经举行", "signed": "约谈已经举行", "cancelled": "约谈已经取消"}
BRING = "请准备书面说明：问题的原因和责任，已经采取的措施，下步打算和完成时限。"


def paper(talk: TalkRow, *, unit: str, matter: str, order: str | None, sender: Sender) -> Form:
    """`order`: the number of the order whose step it is. Raises Refused("paper.not_now") with why in words."""
    if talk.state != "scheduled":
        raise Refused("paper.not_now", why=f"{WHY_NOT[talk.state]}，不再发约谈通知")
    said = talk.arrangement
    when = Row("约谈时间", (f"{written.hour(talk.at)}（周{WEEKDAYS[talk.at.weekday()]}）",))
    return Form(
        issuer=sender.issuer,
        title="约谈通知",
        subtitle=f"约谈事项：{matter}",
        rows=(
            Row("被约谈人", ("、".join(said["talked"]),)),
            Row("责任单位", (unit,)),
            when,
            Row("约谈地点", (talk.place,)),
            Row("约谈人", (said["talker"],)),
            Row("约谈事由", written.paragraphs(said["reason"])),
            Row("依　　据", (*written.paragraphs(said["basis"]), *([f"督办单：{order}"] if order else []))),
            *_moved(talk),
            Row("有关要求", (BRING, "被约谈人本人到场；因故不能到场的，提前书面说明，由督查室报约谈人同意。")),
        ),
        note="约谈情况如实记录，双方签字；会上的表态承诺按期限列入督办。",
        day=None,
        signer=sender.issuer,
        slip=Slip(
            "约谈通知回执",
            (
                Row("单　　位", (f"{unit}（盖章）",), 2, foot=True),
                when,
                Row("参加人员", ("（姓名、职务）",), 2),
                Row("联系人、电话", ("",)),
            ),
            "沿此线剪下，约谈前退督查室",
        ),
        close=True,
        specimen=sender.specimen,
    )


def _moved(talk: TalkRow) -> tuple[Row, ...]:
    """What the last notice said, where the talk was moved since."""
    if not talk.moves:
        return ()
    was = talk.moves[-1]
    before = written.moment(was["at"])
    told = f"原定{written.hour(before)}在{was['place']}进行" if before else "时间地点有变更"
    return (Row("变更说明", (f"{told}，因{was['reason'].rstrip('。')}改期。以本通知为准。",)),)
