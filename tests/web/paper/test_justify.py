"""The contract with WeasyPrint 70, whose inner function is replaced."""

import inspect

import pytest
import weasyprint
from weasyprint.layout import inline

from web.paper import justify


def test_weasyprint_calls_the_replaced_function_by_its_module_name() -> None:
    justify.install()
    assert inline.justify_line is justify.justify_line
    assert "justify_line(context, line, offset)" in inspect.getsource(inline.text_align)


def test_any_other_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(justify.Unsupported, match=r"71\.0"):
        justify.install()


def test_lines_of_latin_words_keep_their_spaces_for_widening() -> None:
    assert not justify._by_characters("all quiet on the western front 中")
    assert justify._by_characters("按照周调度、月通报 2026")
    assert justify._by_characters("1234567890")
