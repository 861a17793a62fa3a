"""What still keeps a project from being complete: targets that are short and nodes that are open by its accepted
reports (domain.md 3.2, completion reported). Pure.

Money and plain counts are shown beside and decide nothing, as in projects/project_pace.py.
"""

from collections.abc import Iterator

from projects import standing, terms
from projects.measure import Measure
from projects.policy import PolicySet
from projects.project import Project
from projects.quantity import plain

DECIDE_NOTHING = ("count", "money")


def lacking(project: Project, policy: PolicySet) -> list[str]:
    """In words, target by target and node by node; empty where everything stands at 100 % and every node is done."""
    period = policy.period(max(project.accepted, default=""))
    if period is None:
        return ["还没有审核通过的月报"]
    judged, nodes = standing.of(project, period, policy), list(_open_nodes(project, policy))
    deciding = [no for no, measure in judged.measures.items() if measure.kind not in DECIDE_NOTHING]
    short = [
        f"“{project.targets[no]['text']}”{_reached(judged.measures[no])}"
        for no in deciding
        if not judged.targets[no].complete
    ]
    if not deciding and not any(project.milestones.values()):
        return ["没有可以核对的指标和节点"]
    return [*short, *(f"节点“{text}”没有完成" for text in nodes)]


def _reached(measure: Measure) -> str:
    """In numbers, which no rounding makes look complete."""
    if measure.actual is None or measure.quantity is None:
        return "没有完成"
    unit = measure.unit or ""
    return f"完成{plain(measure.actual)}{unit}，目标{plain(measure.quantity)}{unit}"


def _open_nodes(project: Project, policy: PolicySet) -> Iterator[str]:
    period = policy.period(max(project.accepted))
    assert period is not None
    for no, planned in terms.of(project, period).milestones.items():
        for index, node in enumerate(planned):
            if standing.done_on(project, no, index, period) is None:
                yield str(node["text"])
