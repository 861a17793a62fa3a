"""Whether a text says something: words that a reader learns from, not blanks, set phrases or figures said again."""

import re
import unicodedata

from supervision.figures import without
from tracker.refusal import Refused

LEAST = 4
"""Characters that must be left when figures and the names of figures are taken out (默认)."""
LONGEST = 2_000
EMPTY = frozenset({
    "无", "暂无", "没有", "没有问题", "无问题", "暂无问题", "不存在问题", "同上", "略", "见附件",
    "详见附件", "正常", "正常推进", "正在推进", "有序推进", "稳步推进", "扎实推进", "按计划推进", "按序时推进",
    "进展顺利", "进展正常", "推进顺利", "继续推进", "加快推进", "抓紧推进", "加强管理",
    "加大力度", "严格落实", "持续跟进",
})  # fmt: skip
"""What is written where nothing is to be said (默认)."""
LABELS = re.compile(
    "完成率|完成|累计|年度|全年|目标|任务|计划|序时|进度|实际|达到|落后|领先|超前|高于|低于|偏差|截至|其中|共计|合计|"
    "上半年|下半年|月底|目前|现已|已|占|为|是|的|了"
)
"""Names of figures: a text of these and figures alone repeats a table (默认)."""
_DENIED = re.compile(r"^.{0,10}(暂?无|没有|未反映|未发现|不存在|未见).{0,12}(问题|困难|障碍)$")


def faults(text: str, field: str, *, about: str = "", late: bool = False) -> list[Refused]:
    """What keeps a text from being words: nothing there, a set phrase, figures only, too long.

    `late`: it tells the problems of a project behind its plan, which has one. `about` begins the sentence.
    """
    code = _fault(text, late)
    if code is None:
        return []
    refused = Refused(code, field=field, most=LONGEST)
    refused.about = about
    return [refused]


def _fault(text: str, late: bool) -> str | None:
    said = _plain(text)
    if not said:
        return "own_words.missing"
    if len(text) > LONGEST:
        return "own_words.long"
    if said in EMPTY:
        return "own_words.empty"
    if late and _DENIED.match(said):
        return "own_words.denied"
    left = re.findall(r"[\u4e00-\u9fff]", LABELS.sub("", _plain(without(text))))
    return None if len(left) >= LEAST else "own_words.figures_only"


def _plain(text: str) -> str:
    """Without punctuation and blanks."""
    known = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in known if unicodedata.category(sign)[0] in "LN")
