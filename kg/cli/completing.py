"""Completes words on the command line: commands and options by click, names of nodes from the graph.

Names come from notes, which strangers write: whatever a shell would act on is quoted, or the name is not
offered. zsh and fish quote by themselves; bash leaves it to us.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

if TYPE_CHECKING:
    from collections.abc import Iterable

_BASH: Final = """\
%(complete_func)s() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            plain,*) COMPREPLY+=("${line#plain,}") ;;
            dir,*) compopt -o plusdirs ;;
            file,*) compopt -o default ;;
        esac
    done < <(IFS=$'\\n'; env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" \\
             %(complete_var)s=bash_complete "$1")
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""
_ACTIVE: Final = {'"': '"$`\\!', "'": "'"}  # within quotes, what a shell acts on
_QUIET: Final = "_@%+=:,./-"  # beside letters and digits, what no shell acts on


class Words(click.ParamType[str]):
    """Words of which the first may be a graph, and the others, or all, are names of nodes in it."""

    name = "text"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """The names that begin so, and folders where a graph may still come."""
        from kg.cli.opening import is_graph

        del param
        before = _before(ctx)
        folder = before if before is not None and is_graph(before) else None
        found = [CompletionItem(name) for name in _names(folder or _only(), incomplete)]
        return found if before is not None else [*found, CompletionItem(incomplete, type="dir")]


def _before(context: click.Context) -> Path | None:
    """The first word, if one stands there."""
    given: Any = context.params.get("words") or context.params.get("graph")
    first = given[0] if isinstance(given, tuple) else given
    return Path(first) if first else None


def _only() -> Path | None:
    from kg.cli.opening import kept_graphs

    graphs = kept_graphs()
    return graphs[0] if len(graphs) == 1 else None


def _names(folder: Path | None, incomplete: str) -> Iterable[str]:
    """Labels of nodes that begin so; of those that several nodes have, the paths."""
    if folder is None:
        return
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(folder / "nodes.parquet") as file:
            table = file.read(["kind", "label", "path"], use_threads=False)
    except (OSError, ValueError):  # no graph, or a damaged one: nothing to offer
        return
    kinds, labels, paths = (table[name].to_pylist() for name in table.column_names)
    wanted = incomplete.casefold()
    seen: dict[str, int] = {}
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
    for kind, label, path in zip(kinds, labels, paths, strict=True):
        name = label if seen[label] == 1 else path
        if kind != "external" and name and name.casefold().startswith(wanted) and name.isprintable():
            yield name


class Bash(BashComplete):
    """Bash takes what it is given as if it were typed, so names are given as one would have to type them."""

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is completed, and that one, without their quotes."""
        words = os.environ["COMP_WORDS"].split("\n")
        place = int(os.environ["COMP_CWORD"])
        self._typed = words[place] if place < len(words) else ""
        return [_unquoted(word) for word in words[1:place]], _unquoted(self._typed)

    def format_completion(self, item: CompletionItem) -> str:
        """A line for the script."""
        return f"{item.type},{quoted(item.value, opened=self._typed[:1])}"

    def complete(self) -> str:
        """All lines; what cannot be written where the cursor stands is left out."""
        args, incomplete = self.get_completion_args()
        opened = _ACTIVE.get(self._typed[:1], "")
        items = self.get_completions(args, incomplete)
        return "\n".join(
            self.format_completion(item) for item in items if not set(opened).intersection(item.value)
        )


def quoted(name: str, *, opened: str) -> str:
    r"""A name as one would type it in bash.

    Args:
        name: The name; where quotes are open, without anything that is active in them.
        opened: The quote that is open, if one is.

    Example:
        >>> print(quoted("bread & $(butter)", opened=""))
        bread\ \&\ \$\(butter\)
        >>> print(quoted("bread & butter", opened="'"))
        bread & butter
    """
    if opened in _ACTIVE:
        return name
    return "".join(letter if letter.isalnum() or letter in _QUIET else f"\\{letter}" for letter in name)


def _unquoted(word: str) -> str:
    """A word as the command would get it, whose quotes need not be closed yet."""
    for end in ("", '"', "'", "\\"):
        try:
            return "".join(shlex.split(word + end))
        except ValueError:
            continue
    return word


def script(shell: str) -> str:
    """The script that makes a shell complete.

    Args:
        shell: ``bash``, ``zsh`` or ``fish``.
    """
    from click.shell_completion import get_completion_class

    from kg.cli.main import app

    register()
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101  # the command offers these three
    return kind(app, {}, "kg", "_KG_COMPLETE").source()


def register() -> None:
    """Let bash be completed our way."""
    add_completion_class(Bash, "bash")
