"""Which districts a project's targets are split among, as the list says."""

from collections import defaultdict
from typing import Any

import psycopg

from projects.project import Project
from tracker.read_model import ReadModel

REGIONS = ReadModel(
    "projects_regions",
    version=1,
    definition="""
CREATE TABLE projects_regions (
    project uuid NOT NULL, place integer NOT NULL, target text NOT NULL, region text NOT NULL,
    PRIMARY KEY (project, place));
""",
)


@REGIONS.on(Project.RegionsSet)
def _set(curs: psycopg.Cursor[Any], e: Project.RegionsSet, position: int) -> None:
    curs.execute("DELETE FROM projects_regions WHERE project = %s", (e.originator_id,))
    for place, each in enumerate(e.regions):
        curs.execute(
            "INSERT INTO projects_regions VALUES (%s, %s, %s, %s)",
            (e.originator_id, place, each["no"], each["region"]),
        )


def of(conn: psycopg.Connection[Any], projects: list[str]) -> dict[str, dict[str, list[str]]]:
    """Project id → district → its targets, for those of `projects` that are split."""
    rows = conn.execute(
        """SELECT project::text AS project, target, region FROM projects_regions
           WHERE project = ANY(%s::uuid[]) ORDER BY project, place""",
        (projects,),
    ).fetchall()
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in rows:
        found[row["project"]].setdefault(row["region"], []).append(row["target"])
    return dict(found)
