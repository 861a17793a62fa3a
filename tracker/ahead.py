"""The next page is fetched while this one is worked on."""

from collections.abc import Iterator
from queue import Empty, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

Page = TypeVar("Page")


def ahead(pages: Iterator[Page]) -> Iterator[Page]:
    """The same pages in the same order, made in a thread of their own, one or two in advance.

    What the making raises is raised here. When the reader stops early, the making stops with the page it is at.
    """
    maker = _Maker(pages)
    maker.start()
    try:
        while (page := maker.ready.get()) is not None:
            yield page[0]
        if maker.error:
            raise maker.error
    finally:
        maker.end()


class _Maker(Thread, Generic[Page]):
    """Puts each page, alone in a tuple, then None."""

    def __init__(self, pages: Iterator[Page]) -> None:
        super().__init__(daemon=True)
        self.pages = pages
        self.ready: Queue[tuple[Page] | None] = Queue(1)
        self.error: BaseException | None = None
        self._told_to_stop = Event()

    def run(self) -> None:
        try:
            for page in self.pages:
                if self._told_to_stop.is_set():
                    return
                self.ready.put((page,))
        except BaseException as error:
            self.error = error
        self.ready.put(None)

    def end(self) -> None:
        self._told_to_stop.set()
        while self.is_alive():
            try:
                self.ready.get(timeout=0.01)
            except Empty:
                self.join(0.01)
