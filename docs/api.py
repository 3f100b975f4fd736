"""The page about Python: what `kg` offers, in the groups and words of its docstrings."""  # noqa: INP001  # a script

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from enum import EnumType
from typing import Any, Final

import kg

HEAD: Final = """# Python

<!-- Written by docs/generate.py from the docstrings of kg.__all__: change those. -->

`import kg` gives these names and no others. They are loaded when they are first used.
What stands behind `*` has to be named.
Wrong use raises a `KgError` that says what helps; wrong content never does.
How a script starts is told in [Use it from Python](../how-to/python.md).
"""
_GROUP: Final = re.compile(r"^([A-Z][^:`\n]+): (.+?)(?=\n[A-Z][^:`\n]+: |\n\n)", re.MULTILINE | re.DOTALL)
_NAME: Final = re.compile(r"`(\w+)`")
_SECTIONS: Final = {"Args", "Returns", "Raises", "Yields", "Attributes", "Example", "Examples", "Note"}
_ENTRY: Final = re.compile(r"^(\*{0,2}[\w.]+(?: \([^)]*\))?): (.*)$")


def python_page() -> Iterator[str]:
    """The lines of the page.

    Raises:
        ValueError: A public name stands in no group of the package's docstring.
    """
    yield HEAD
    listed = set()
    for title, names in _GROUP.findall(kg.__doc__ or ""):
        yield f"## {title}\n"
        for name in dict.fromkeys(_NAME.findall(names)):
            listed.add(name)
            yield from _thing(name, getattr(kg, name))
    if rest := set(kg.__all__) - listed - {"__version__"}:
        raise ValueError(f"the docstring of kg puts in no group: {', '.join(sorted(rest))}")


def _thing(name: str, thing: Any) -> Iterator[str]:
    yield f"### kg.{name}\n"
    if isinstance(thing, EnumType):
        yield f"{_prose(inspect.cleandoc(thing.__doc__ or ''))}\n"
        yield f"Its values: [{name}]({_values(name)}).\n"
        return
    if inspect.isfunction(thing) or not issubclass(thing, Exception):
        yield f"```python\n{_signature(name, thing)}\n```\n"
    yield from _docstring(inspect.getdoc(thing) or "")
    if inspect.isclass(thing):
        yield from _members(thing)


def _values(name: str) -> str:
    return "tables.md#faults" if name == "FaultCode" else f"tables.md#{name.lower()}"


def _signature(name: str, thing: Any) -> str:
    """How it is called, an argument a line if it is long."""
    signature = inspect.signature(thing)
    short = f"kg.{name}{signature}".replace("'", "")
    if len(short) <= 90:
        return short
    lines, starred = [], False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            lines.append("    *,")
            starred = True
        lines.append(f"    {parameter},".replace("'", ""))
    returned = signature.return_annotation
    end = "" if returned is signature.empty else f" -> {returned}".replace("'", "")
    return "\n".join((f"kg.{name}(", *lines, f"){end}"))


def _docstring(text: str) -> Iterator[str]:
    """A docstring in Google style as Markdown."""
    section, block = "", []
    for line in [*text.splitlines(), "End:"]:
        title = line.removesuffix(":")
        if line.endswith(":") and (title in _SECTIONS or title == "End") and not line.startswith(" "):
            yield from _section(section, "\n".join(block))
            section, block = title, []
        else:
            block.append(line)


def _section(title: str, text: str) -> Iterator[str]:
    body = inspect.cleandoc(text)
    if not body:
        return
    if title in {"Args", "Raises", "Attributes"}:
        yield f"**{'Arguments' if title == 'Args' else title}**\n"
        yield "\n".join(_entries(body)) + "\n"
    else:
        if title:
            yield f"**{title}**\n"
        yield from _paragraphs(body)


def _entries(body: str) -> Iterator[str]:
    for entry in re.split(r"\n(?! )", body):
        found = _ENTRY.match(" ".join(line.strip() for line in entry.splitlines()))
        yield f"- `{found[1]}`: {_prose(found[2])}" if found else f"- {_prose(entry)}"


def _paragraphs(body: str) -> Iterator[str]:
    """Prose as it is, examples as code."""
    for paragraph in re.split(r"\n\n+", body):
        lines = paragraph.splitlines()
        first = next((at for at, line in enumerate(lines) if line.lstrip().startswith(">>>")), len(lines))
        if said := "\n".join(lines[:first]):
            yield f"{_prose(said)}\n"
        if shown := "\n".join(lines[first:]):
            yield f"```pycon\n{inspect.cleandoc(shown)}\n```\n"


def _prose(text: str) -> str:
    text = re.sub(r"``([^`]+)``", r"`\1`", text)
    return re.sub(r"`[^`]+`|([<>\[\]*])", lambda found: f"\\{found[1]}" if found[1] else found[0], text)


def _members(thing: type) -> Iterator[str]:
    """What objects of a class know and do, but for what Python gives all of them."""
    rows = []
    for name, member in sorted(vars(thing).items()):
        about = inspect.getdoc(member) or ""
        if (
            name.startswith("_")
            or not about
            or not (inspect.isfunction(member) or isinstance(member, property))
        ):
            continue
        shown = f"{name}{inspect.signature(member)}".replace("'", "") if inspect.isfunction(member) else name
        rows.append(
            f"| `{shown.replace('(self, ', '(').replace('(self)', '()')}` | {_prose(about.splitlines()[0])} |"
        )
    if rows:
        yield "\n".join(("| has | meaning |", "|---|---|", *rows, ""))
