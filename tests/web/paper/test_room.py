"""The composing room on real processes."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.paper import samples
from web.paper import pdf, room


def test_a_paper_is_not_set_in_the_process_that_answers_people() -> None:
    theirs = room.made(os.getpid)
    assert theirs != os.getpid()
    assert Path(f"/proc/{theirs}/stat").read_text("ascii").split()[3] == str(os.getpid())


def test_what_goes_wrong_there_is_told_here() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        room.made(int, "十")


def test_a_room_whose_process_was_ended_opens_again() -> None:
    paper = samples.bulletin(3, None)
    before = pdf.official(paper)
    os.kill(room.made(os.getpid), signal.SIGKILL)
    assert pdf.official(paper) == before


def test_work_within_the_room_opens_no_other() -> None:
    assert room.made(_two_of_one_process) == 1


def test_the_room_ends_with_the_process_that_opened_it() -> None:
    program = "import os, time; from web.paper import room; print(room.made(os.getpid), flush=True); time.sleep(60)"
    house = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert house.stdout is not None
    setter = os.pidfd_open(int(house.stdout.readline()))
    house.kill()
    house.wait()
    house.stdout.close()
    ended, _, _ = select.select([setter], [], [], 60)
    os.close(setter)
    assert ended == [setter]


def _two_of_one_process() -> int:
    return len({os.getpid(), room.made(os.getpid)})
