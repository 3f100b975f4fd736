"""Writes a graph as one page to explore it in: all nodes and edges, drawn, searched and read in a browser."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from kg.analysis.layout import layout
from kg.engine.memory import without_collector
from kg.exporters.explorer.encoding import LEVEL, packed, section, sevens
from kg.exporters.explorer.page import page
from kg.exporters.explorer.panel import panel
from kg.exporters.explorer.picture import STEP, WORLD, Picture
from kg.exporters.explorer.sections import core, labels, measured, measures, tag_labels, why
from kg.exporters.html.page import readable
from kg.exporters.places import opener
from kg.health.causes import Cause, causes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pandas import DataFrame

    from kg.builder.texts import Texts
    from kg.exporters.explorer.encoding import Column
    from kg.model.graph import KnowledgeGraph

_SIZE: Final = 4.0  # megabytes
_SIZE_OF_NODE: Final = 30e-6  # megabytes, where all of them together need more
_SPARE: Final = 3000  # characters for the rest of the page
_BYTES_A_CHARACTER: Final = 1 / 1.1705
_QUICK: Final = 1  # level of compression of what need not be small
VERSION: Final = 1  # of docs/reference/explorer-format.md


@without_collector()
def write_explorer(  # noqa: PLR0913  # each is one option of `kg explore`
    graph: KnowledgeGraph,
    stream: BinaryIO,
    *,
    title: str = "",
    open_note: str = "",
    vault: Path | None = None,
    details: bool = True,
    texts: Texts | None = None,
    places: DataFrame | None = None,
    reasons: DataFrame | None = None,
    size: float | None = None,
) -> tuple[str, ...]:
    """Write the page, docs/reference/explorer-format.md describes which.

    Args:
        graph: The graph.
        stream: Where to write.
        title: Title of the page; the vault's name by default.
        open_note: Address by which notes are opened, as `kg.exporters.places.opener` takes it.
        vault: Folder of the notes, for addresses that need it.
        details: Whether to tell what is known of nodes and edges, beside drawing them.
        texts: The notes' texts, for their beginnings and for what is said where they link.
        places: The table ``layout`` of the graph, computed if it is not given.
        reasons: The table of `kg.causes`, computed if it is not given.
        size: Megabytes the file should not exceed; texts are cut to fit in, then moments and lines. By
            default 4, or 30 for each million nodes if that is more.

    Returns:
        Remarks for the user: what was left out.

    Raises:
        UsageError: The address is none that opens a note.
    """
    address = opener(open_note, vault=vault, name=graph.manifest.vault).for_places
    drawn = _Drawn(graph, places, lambda: causes(graph) if reasons is None else reasons, details=details)
    shown: tuple[str, ...] = ()
    sections = {name: drawn.section(name) for name in drawn.names}
    if details:
        most = (size or _usual_size(graph)) * 1e6
        taken = sum(len(sevens(data)) for data in sections.values()) + len(page({}, title="")) + _SPARE
        room = int((most - taken) * _BYTES_A_CHARACTER)
        sections["panel"], shown = panel(drawn.picture, texts, room=room)
        if taken > most:
            shown += (f"The map, names and ranks alone take {taken / 1e6:.1f} of {most / 1e6:.1f} MB.",)
    name = title or graph.manifest.vault
    meta = packed(drawn.meta(title=name, open_note=address, shown=shown))
    stream.write(page({"meta": meta, **sections}, title=name))
    return shown


def _usual_size(graph: KnowledgeGraph) -> float:
    """Megabytes that the page of a graph may have if nobody says how many."""
    return max(_SIZE, len(graph.nodes) * _SIZE_OF_NODE)


class Fetched:
    """The page with no more than the first picture needs: a server gives the rest when the page asks for it.

    So that the picture stands soon, what is sent on the same machine is compressed less.

    Args:
        graph: The graph.
        places: The table ``layout`` of the graph.
        reasons: Finds the table of `kg.causes`.
        texts: Finds the notes' texts.
        address: Where the page finds a section, by its name.

    Attributes:
        page: The page.
        later: Names of the sections that it does not hold, in the order in which it asks for them.
    """

    @without_collector()
    def __init__(
        self,
        graph: KnowledgeGraph,
        *,
        places: DataFrame,
        reasons: Callable[[], DataFrame],
        texts: Callable[[], Texts | None],
        address: Callable[[str], str],
    ) -> None:
        self._drawn, self._texts = _Drawn(graph, places, reasons, details=True, level=_QUICK), texts
        name = graph.manifest.vault
        first = {
            "meta": packed(self._drawn.meta(title=name, open_note="", shown=())),
            "core": self._drawn.section("core"),
        }
        self.later = (*(each for each in self._drawn.names if each not in first), "panel")
        self.page = page(first, title=name, elsewhere={each: address(each) for each in self.later})
        self._made: dict[str, bytes] = {}

    @without_collector()
    def part(self, name: str) -> bytes:
        """A section that the page does not hold, compressed; it is kept from then on.

        In ``panel`` a column says what was shortened for it to fit into a page.
        """
        if name not in self._made:
            self._made[name] = self._panel() if name == "panel" else self._drawn.section(name)
        return self._made[name]

    def _panel(self) -> bytes:
        picture = self._drawn.picture
        room = int(_usual_size(picture.graph) * 1e6 * _BYTES_A_CHARACTER)
        return panel(picture, self._texts(), room=room, level=_QUICK, tells=True).data


class _Drawn:
    """All but what the panel tells of a graph.

    Attributes:
        picture: The picture.
        names: Names of its sections.
    """

    def __init__(
        self,
        graph: KnowledgeGraph,
        places: DataFrame | None,
        reasons: Callable[[], DataFrame],
        *,
        details: bool,
        level: int = LEVEL,
    ) -> None:
        self.picture = Picture(graph, layout(graph) if places is None else places)
        self._columns: dict[str, Callable[[], list[Column]]] = {
            "core": partial(core, self.picture),
            "labels": partial(labels, self.picture),
            "causes": lambda: why(self.picture, reasons()),
        }
        if details:
            self._columns["measures"] = partial(measures, self.picture)
        self.names, self._level, self._details = tuple(self._columns), level, details

    def section(self, name: str) -> bytes:
        """A section, compressed."""
        return section(self._columns[name](), self._level)

    def meta(self, *, title: str, open_note: str, shown: tuple[str, ...]) -> bytes:
        """The section ``meta``."""
        told = _meta(self.picture, title=title, open_note=open_note)
        told |= {
            "details": self._details,
            "shown": list(shown),
            "measures": measured(self.picture) if self._details else [],
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _meta(picture: Picture, *, title: str, open_note: str) -> dict[str, Any]:
    import kg

    graph = picture.graph
    node_kinds = graph.nodes["kind"].cat.categories.tolist()
    edge_kinds = graph.edges["kind"].cat.categories.tolist()
    return {
        "version": VERSION,
        "title": readable(title, limit=300),
        "generator": f"kg {kg.__version__}",
        "nodes": len(picture.order),
        "edges": len(picture.edges),
        "vault": readable(graph.manifest.vault),
        "world": WORLD,
        "step": STEP,
        "node_kinds": [[kind, kind.replace("_", " ")] for kind in node_kinds],
        "edge_kinds": [
            [kind, kind.replace("_", " "), str(role)]
            for kind, role in zip(edge_kinds, picture.roles, strict=True)
        ],
        "causes": [["", "none"], *([str(cause).replace(" ", "_"), str(cause)] for cause in Cause)],
        "region_word": str(picture.by),
        "tags": [readable(label) for label in tag_labels(picture)],
        "open_note": open_note or None,
    }
