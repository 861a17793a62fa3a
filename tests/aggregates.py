"""What a command records, and how it says no: for the given/when/then tests of aggregates."""

from collections.abc import Callable
from typing import Any

import pytest
from eventsourcing.domain import Aggregate

from tracker.refusal import Refused


def refusal(command: Callable[..., Any], *args: Any, **named: Any) -> tuple[str, str | None, dict[str, object]]:
    """The code, field and facts with which the command says no; fails when it does not."""
    with pytest.raises(Refused) as no:
        command(*args, **named)
    return no.value.code, no.value.field, no.value.facts


def events(aggregate: Aggregate) -> list[Any]:
    """What was recorded since it was made, oldest first."""
    return list(aggregate.pending_events)


def newest(aggregate: Aggregate, **of: Any) -> Any:
    """The event recorded last, which must carry `of`: what every event of the aggregate says it is about."""
    event = events(aggregate)[-1]
    assert {name: getattr(event, name) for name in of} == of
    return event
