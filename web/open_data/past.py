"""Everything public of a programme as it stood at the end of a past day: what was recorded since is left out."""

from dataclasses import replace
from datetime import datetime

from supervision import obligations
from web import as_of
from web.as_of import AsOf
from web.open_data.facts import Connection, Facts


def of(conn: Connection, facts: Facts, then: AsOf) -> Facts | None:
    """`facts` as they would have been gathered then; None where nothing was public yet."""
    board = as_of.board(conn, facts.board, then)
    if board is None:
        return None

    def known(at: datetime | None) -> bool:
        return at is not None and at < then.until

    owed = (obligations.stood(row, then.until) for row in facts.obligations)
    return replace(
        facts,
        board=board,
        issues=tuple(each for each in facts.issues if known(each.edition.published_at)),
        notices=as_of.told(facts.notices, then),
        moves={number: as_of.moved(each, then) for number, each in facts.moves.items()},
        supports={number: as_of.supported(each, then) for number, each in facts.supports.items()},
        visits={number: as_of.seen(each, then) for number, each in facts.visits.items()},
        problems=as_of.named(facts.problems, then),
        opinions={id: [row for row in each if known(row.public_at)] for id, each in facts.opinions.items()},
        papers=[as_of.stood(each, then) for each in facts.papers if known(each.public_at)],
        disclosures=[each for each in facts.disclosures if known(each.published_at)],
        interpretations=[each for each in facts.interpretations if known(each.published_at)],
        result=facts.result if facts.result and known(facts.result.announced_at) else None,
        obligations=[row for row in owed if row],
    )
