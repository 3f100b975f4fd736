"""Keeps what answers questions in step with a graph that is built again while it is served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from threading import Condition, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import KgError
from kg.exporters.rdf.bounded import Asked, Found
from kg.serve.live import Live
from kg.serve.resources import Resources

if TYPE_CHECKING:
    from kg.model.graph import KnowledgeGraph

_PATIENCE: Final = 2.0  # seconds a request waits for a new state before it gets what the old one says
_END: Final = 10.0  # seconds a state that is being made may still take once the server goes


class State(NamedTuple):
    """What answers about the graph as it was at one time.

    Attributes:
        graph: The graph.
        resources: What is known of each resource.
        ask: What answers queries.
    """

    graph: KnowledgeGraph
    resources: Resources
    ask: Callable[[Asked], Found]


class _Held:
    """A state, and how many requests use it."""

    def __init__(self, state: State, mark: str, stack: ExitStack) -> None:
        self.state, self.mark, self.stack, self.users = state, mark, stack, 0


class Current:
    """The newest state of a graph that is ready to answer.

    Once the graph has changed, a request has the next state made beside the old one, which answers until that
    stands, and goes when its last request is answered.

    Args:
        live: The graph as it stands in its folder.
        make: Makes a state, which goes when the block ends.
        remark: Told when a state could not be made.
    """

    def __init__(
        self,
        live: Live,
        make: Callable[[KnowledgeGraph], AbstractContextManager[State]],
        *,
        remark: Callable[[str], None],
    ) -> None:
        self._live, self._make, self._remark = live, make, remark
        self._turn = Condition()
        self._maker: Thread | None = None
        self._until = 0.0
        self._held = self._opened()

    @contextmanager
    def state(self) -> Iterator[State]:
        """The state that a request is answered from, kept as long as that takes."""
        self._follow()
        with self._turn:
            held = self._held
            held.users += 1
        try:
            yield held.state
        finally:
            with self._turn:
                held.users -= 1
                over = not held.users and held is not self._held
            if over:
                held.stack.close()

    def close(self) -> None:
        """End what answers; nobody asks any more."""
        maker = self._maker
        if maker is not None:
            maker.join(_END)
        self._held.stack.close()

    def _opened(self) -> _Held:
        graph, mark = self._live.graph()
        with ExitStack() as stack:
            state = stack.enter_context(self._make(graph))
            return _Held(state, mark, stack.pop_all())

    def _follow(self) -> None:
        """Have the next state made if the graph has changed, and wait for it a moment."""
        if self._live.now() == self._held.mark:
            return
        with self._turn:
            if self._maker is None:
                self._until = monotonic() + _PATIENCE
                self._maker = Thread(target=self._renew, daemon=True)
                self._maker.start()
            self._turn.wait_for(lambda: self._maker is None, max(self._until - monotonic(), 0))

    def _renew(self) -> None:
        fresh = None
        try:
            fresh = self._opened()
        except (KgError, OSError) as error:
            # Such as a graph that is just being replaced; asked again, tried again.
            self._remark(f"the graph has changed, but cannot be served yet: {error}")
        finally:
            with self._turn:
                old, self._held = self._held, fresh or self._held
                self._maker = None
                over = old is not self._held and not old.users
                self._turn.notify_all()
        if over:
            old.stack.close()
