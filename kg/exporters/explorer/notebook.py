"""Shows the explorer, or what is around one page, in a cell of a notebook, or writes it to a file."""

from __future__ import annotations

import base64
import html
import io
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError
from kg.exporters.explorer import write_explorer
from kg.store.atomic import put

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.model.graph import KnowledgeGraph

_LARGEST: Final = 2_000_000  # bytes a notebook should keep; larger pages are shown as a picture
_PREVIEW: Final = 900  # pixels
_HEIGHT: Final = 600


class Page:
    """A page to look at a graph in.

    Shown in a notebook, it runs in a frame of its own that can neither reach the notebook nor load anything.

    Attributes:
        page: The file's bytes.
        shown: Sentences on what was left out of it.
        height: Pixels of the frame.
    """

    what = "Page"

    def __init__(self, graph: KnowledgeGraph, page: bytes, shown: tuple[str, ...], height: int) -> None:
        self.page, self.shown, self.height = page, shown, height
        self._graph = graph

    def write(self, target: str | Path) -> Path:
        """Write the page to a file.

        Args:
            target: The file, which is replaced as a whole.

        Returns:
            The file.

        Raises:
            KgError: It cannot be written.
        """
        return put(target, self.page)

    def __repr__(self) -> str:
        return f"<{self.what} of {self._graph!r}: {len(self.page) / 1e6:.1f} MB>"

    def _repr_html_(self) -> str:
        """The page in a frame."""
        source = html.escape(self.page.decode())
        return (
            f'<iframe sandbox="allow-scripts allow-popups" srcdoc="{source}" title="{self.what}" '
            f'width="100%" height="{self.height}" style="border:1px solid #ccd; border-radius:6px"></iframe>'
        )


class Explorer(Page):
    """A page to explore the whole graph in; `explorer` makes it."""

    what = "Explorer"

    def _repr_html_(self) -> str:
        """The page in a frame; a picture of it if it is too large to be kept in a notebook."""
        return self._preview() if len(self.page) > _LARGEST else super()._repr_html_()

    def _preview(self) -> str:
        from kg.exporters.png import write_png

        picture, stream = "", io.BytesIO()
        with suppress(UsageError):  # without matplotlib there is the sentence alone
            write_png(self._graph, stream, width=_PREVIEW)
            data = base64.b64encode(stream.getvalue()).decode()
            picture = f'<img src="data:image/png;base64,{data}" alt="The whole graph" width="{_PREVIEW}">'
        return (
            f"{picture}<p>The page has {len(self.page) / 1e6:.1f} MB, more than a notebook should keep: "
            "<code>.write('graph.html')</code> puts it into a file.</p>"
        )


def explorer(
    graph: KnowledgeGraph,
    *,
    vault: str | Path | Mapping[str, str | bytes] | None = None,
    title: str = "",
    open_note: str = "",
    details: bool = True,
    size: float | None = None,
    height: int = _HEIGHT,
) -> Explorer:
    """A page with the whole graph, to look at, search and read in a notebook or a browser.

    Args:
        graph: The graph.
        vault: Folder of the notes, or the mapping of paths to texts, for what notes say.
        title: Title of the page; the vault's name by default.
        open_note: Address by which notes are opened: ``obsidian``, ``vscode``, or one with the fields
            ``{file}`` (absolute path), ``{path}`` (in the vault), ``{vault}`` (its name), ``{line}`` and
            ``{column}``.
        details: Whether to tell what is known of nodes and edges, beside drawing them.
        size: Megabytes the page should not exceed; texts are cut to fit in, then moments and lines.
            By default 4, or 30 for each million nodes if that is more.
        height: Pixels of the frame in a notebook.

    Returns:
        The page, which a notebook shows; its method ``write`` puts it into a file.

    Raises:
        UsageError: The address is none that opens a note.

    Example:
        >>> import kg
        >>> page = explorer(kg.build({"a.md": "[[b]]"}))
        >>> page._repr_html_()[:47]
        '<iframe sandbox="allow-scripts allow-popups" sr'
    """
    from kg.builder.texts import texts

    stream = io.BytesIO()
    shown = write_explorer(
        graph,
        stream,
        title=title,
        open_note=open_note,
        vault=Path(vault) if isinstance(vault, str | Path) else None,
        details=details,
        texts=None if vault is None else texts(graph, vault),
        size=size,
    )
    return Explorer(graph, stream.getvalue(), shown, height)


def neighbourhood(graph: KnowledgeGraph, name: str, *, depth: int = 1, height: int = _HEIGHT) -> Page:
    """A picture to move about in, of what is around one page.

    For paths, communities and the top of a ranking there is `kg.export` to HTML with the format ``pyvis``.

    Args:
        graph: The graph.
        name: The page's key, path, title or alias.
        depth: How many steps away.
        height: Pixels of the frame in a notebook.

    Returns:
        The page, which a notebook shows; its method ``write`` puts it into a file.

    Raises:
        NodeNotFoundError: No node goes by that name.

    Example:
        >>> import kg
        >>> neighbourhood(kg.build({"a.md": "[[b]]"}), "a")._repr_html_()[:47]
        '<iframe sandbox="allow-scripts allow-popups" sr'
    """
    from kg.exporters.html.neighbourhood import write_neighbourhood

    stream = io.BytesIO()
    shown = write_neighbourhood(graph, stream, around=name, depth=depth)
    return Page(graph, stream.getvalue(), shown, height)
