"""What a page must say about where its facts come from and which clock it goes by."""

from __future__ import annotations

from tracker import clock
from web.templating import moment_in_words

SIMULATED = "模拟数据"
PUBLISHED_SAMPLE = "公开资料样例"


def banner_of(*, simulated: bool, imported: bool) -> str | None:
    """The notice over a public page: 模拟数据 · 演示时钟 2026年10月9日 09:00; None when all is real."""
    said = [word for word, so in ((SIMULATED, simulated), (PUBLISHED_SAMPLE, imported)) if so]
    if clock.current().demonstration:
        said.append(f"演示时钟 {moment_in_words(clock.now())}")
    return " · ".join(said) or None
