"""The contract with WeasyPrint 70, whose inner function is replaced."""

import inspect
from dataclasses import replace

import pytest
import weasyprint
from weasyprint.layout import inline

from supervision.form_paper import Form, Row
from tests.web.paper import samples
from tests.web.paper.test_pdf import opened, text_lines
from web.paper import form, justify, pdf


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


CLOSING = "，。、；：？！）》”’〕】…％%》〉」』"
"""May not begin a line (GB/T 15834)."""


def test_no_line_begins_with_closing_punctuation_wherever_the_line_breaks() -> None:
    """Each mark stands where the 24th to 29th character of a line would."""
    words = tuple("字" * place + mark + "后文接着写下去" for mark in CLOSING for place in range(23, 29))
    paper = replace(samples.bulletin(3, None), opening=words, sections=())
    body = [line.text for page in opened(pdf.official(paper)) for line in text_lines(page)]
    assert [text for text in body if text[0] in CLOSING] == []
    carried = {text[1] for text in body if text[0] == "字" and text[1] in CLOSING}
    assert carried >= set("，。；：？！）》”"), "a mark took the character before it to the next line"
    rows = (Row("内容", words),)
    cells = [line.text for page in opened(form.pdf(Form("示范市", "表", rows, "", None))) for line in text_lines(page)]
    assert [text for text in cells if text[0] in CLOSING] == []
