"""Writes a graph as one page to explore it in: all nodes and edges, drawn, searched and read in a browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from kg.analysis.layout import layout
from kg.engine.memory import without_collector
from kg.exporters.explorer.encoding import LEVEL, packed, section, sevens
from kg.exporters.explorer.page import page
from kg.exporters.explorer.panel import panel
from kg.exporters.explorer.picture import STEP, WORLD, Picture
from kg.exporters.explorer.sections import core, labels, measures, tag_labels
from kg.exporters.html.page import readable
from kg.exporters.places import opener
from kg.health.causes import Cause, causes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from pandas import DataFrame

    from kg.builder.texts import Texts
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
    drawn = _Drawn(graph, places, reasons, details=details)
    shown: tuple[str, ...] = ()
    sections = dict(drawn.sections)
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
    """The page without its largest section, which a server gives when the page asks for it.

    So that the first picture stands soon, what is sent on the same machine is compressed less.

    Args:
        graph: The graph.
        places: The table ``layout`` of the graph.
        reasons: The table of `kg.causes`.
        texts: The notes' texts.
        address: Where the page finds its section ``panel``.

    Attributes:
        page: The page.
    """

    @without_collector()
    def __init__(
        self,
        graph: KnowledgeGraph,
        *,
        places: DataFrame,
        reasons: DataFrame,
        texts: Callable[[], Texts | None],
        address: str,
    ) -> None:
        drawn = _Drawn(graph, places, reasons, details=True, level=_QUICK)
        name = graph.manifest.vault
        meta = packed(drawn.meta(title=name, open_note="", shown=()))
        self.page = page({"meta": meta, **drawn.sections}, title=name, elsewhere={"panel": address})
        self._picture, self._texts = drawn.picture, texts

    @without_collector()
    def panel(self) -> bytes:
        """The section ``panel``, compressed; a column says what was shortened for it to fit into a page."""
        room = int(_usual_size(self._picture.graph) * 1e6 * _BYTES_A_CHARACTER)
        return panel(self._picture, self._texts(), room=room, level=_QUICK, tells=True).data


class _Drawn:
    """All but what the panel tells of a graph."""

    def __init__(
        self,
        graph: KnowledgeGraph,
        places: DataFrame | None,
        reasons: DataFrame | None,
        *,
        details: bool,
        level: int = LEVEL,
    ) -> None:
        self.picture = Picture(graph, layout(graph) if places is None else places)
        columns = {"core": core(self.picture, _causes(self.picture, reasons)), "labels": labels(self.picture)}
        self._names: list[tuple[str, str]] = []
        if details:
            self._names, columns["measures"] = measures(self.picture)
        self.sections = {name: section(some, level) for name, some in columns.items()}
        self._details = details

    def meta(self, *, title: str, open_note: str, shown: tuple[str, ...]) -> bytes:
        """The section ``meta``."""
        told = _meta(self.picture, title=title, open_note=open_note)
        told |= {"details": self._details, "shown": list(shown), "measures": self._names}
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


def _causes(picture: Picture, reasons: DataFrame | None) -> NDArray[np.uint8]:
    found = causes(picture.graph) if reasons is None else reasons
    number = {str(cause): place for place, cause in enumerate(Cause, start=1)}
    by_key = dict(zip(found["key"].tolist(), found["cause"].map(number).tolist(), strict=True))
    return picture.nodes["key"].map(by_key).fillna(0).to_numpy(np.uint8)
