"""A notice to the public (公示, 半年公开, 办结公布) or a paper of turned tables (任务分解表, 月度计划表): as PDF
and as Word.

On the page, in the fonts and with the tables of the official papers. The same paper gives the same bytes.
"""

from markupsafe import Markup

from supervision.notice_paper import PORTRAIT_MM, NoticePaper
from web.paper import layout, title, typesetting, word
from web.paper import pdf as papers
from web.paper.word_square import beside, square


def pdf(paper: NoticePaper, square: str = "") -> bytes:
    """The notice as PDF, every font embedded. `square`: the code that leads to the paper's own page, as SVG."""
    return papers.written(_html(layout.clean(paper), square), "notice.css")


def _html(paper: NoticePaper, square: str) -> str:
    return typesetting.template("notice.html").render(
        paper=paper,
        layout=layout,
        title=title.lines(paper.title, layout.TITLE_ROOM),
        signature=layout.signature(paper.issuer, paper.day),
        square=Markup(square),
    )


def docx(paper: NoticePaper) -> bytes:
    """The notice as DOCX with the same words, its tables in the body portrait and its annexes turned."""
    paper = layout.clean(paper)
    document = word.new(paper.title, paper.issuer, paper.day, paper.specimen)
    foot = layout.foot_words(paper.specimen, paper.check_code)
    word.portrait(document.sections[0], foot)
    word.titled(document, paper.title)
    for text in ([paper.about] if paper.about else []) + list(paper.opening):
        document.add_paragraph(text, style="公文正文")
    if paper.table:
        word.tabled(document, paper.table, PORTRAIT_MM)
    word.told(document, paper.sections)
    for text in (*paper.closing, *(f"{label}：{words}" for label, words in paper.contacts)):
        document.add_paragraph(text, style="公文正文")
    if paper.check_code:
        beside(document.add_paragraph(style="末行"), paper.check_code)
    word.signed(document, paper.issuer, paper.day)
    if paper.check_code:
        square(document.paragraphs[-1], paper.check_code)
    for position, table in enumerate(paper.annexes, 1):
        word.annexed(document, table, layout.annex_label(position, len(paper.annexes)), foot)
    return word.saved(document)
