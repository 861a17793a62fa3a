"""A published project whose report came, was returned, and was not supplemented by the publication: no silence, and
counted apart from it (docs/decisions/0100)."""

from collections.abc import Iterable, Mapping
from typing import Any

from projects.light import STATUS_WORDS, Status
from projects.snapshot import NOT_SUPPLEMENTED, RETURNED


def was_sent_back(project: Mapping[str, Any]) -> bool:
    """Whether a project of what is published is one."""
    told = (project.get("report") or {}).get("state") == RETURNED
    return told and project.get("status") == Status.NOT_REPORTED and not project.get("halt")


def counted(projects: Iterable[Mapping[str, Any]], by_status: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(status, words, number) of every status, the returned reports of `projects` counted apart where there are any."""
    back = sum(map(was_sent_back, projects))
    told = [(str(status), words, by_status.get(status, 0)) for status, words in STATUS_WORDS.items()]
    if not back:
        return told
    apart = [(code, words, count - back if code == Status.NOT_REPORTED else count) for code, words, count in told]
    return [*apart, (str(Status.NOT_REPORTED), NOT_SUPPLEMENTED, back)]
