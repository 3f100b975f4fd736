"""Writes the pages that repeat what the code says: tables, commands, checks and the ontology.

Run it after a change to `kg.model.tables`, `kg.model.kinds`, `kg.health.checks`, a command's help, the
ontology::

    python docs/generate.py

A test compares its pages with those in the folder.
"""  # noqa: INP001  # a script, not a module of a package

from __future__ import annotations

import inspect
import re
import runpy
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final

import click
from rdflib import OWL, RDF, RDFS, Graph

from kg.cli.main import COMMANDS, app
from kg.health.causes import cause
from kg.health.check import Check, Severity
from kg.health.checks import CHECKS
from kg.model import kinds
from kg.model.tables import DERIVED, SCHEMA_VERSION, TABLES, Table

HERE: Final = Path(__file__).resolve().parent
WIDTH: Final = 90
VOCABULARIES: Final = (
    kinds.NodeKind,
    kinds.EdgeKind,
    kinds.MentionKind,
    kinds.Context,
    kinds.Fragment,
    kinds.Outcome,
    kinds.RuleSet,
    kinds.Origin,
    kinds.Form,
)
_MEMBER: Final = re.compile(r'^    [A-Z0-9_]+ = "([^"]+)"  # (.+)$', re.MULTILINE)

TABLES_HEAD: Final = f"""# Tables

<!-- Written by docs/generate.py from kg/model/tables.py and kg/model/kinds.py: change those. -->

A graph on disk is a folder: `manifest.json`, and one Parquet file for each table below.
Where a cluster wrote it, a table is a folder of such files, whose names are in the order of their rows.
pandas, Polars, DuckDB and R read the files as they are.
`kg.read(FOLDER)` gives each table as a pandas frame: `graph.nodes`, `graph.edges` and so on.
This page describes schema {SCHEMA_VERSION}; the manifest of a graph says which one it has.

How the tables hang together:

- **`node` is the row number in `nodes`.**
  All other tables name nodes by it (`source`, `target`, `node`).
  It holds within one graph only.
  What stays the same from one build to the next is `key`.
- **An edge names its evidence**: `mention` or `moment` is the row of the first occurrence.
  `weight` says how many there are.
- **`section`** is a row of `headings`.
- A type that ends with `?` says that values may be missing.

`manifest.json` says how the graph was made: the vault's name, the `profile`, the `rules` by which links
became edges, the `options`, how many rows each table has (`counts`), the versions of `kg` and of the schema,
and one `digest` over all files.
No table and no manifest holds a clock time: the same notes give the same bytes.
"""

CHECKS_HEAD: Final = """# Checks

<!-- Written by docs/generate.py from kg/health/checks/: change that. -->

`kg check VAULT` runs them all, but for those that run only if selected. `kg check --explain KG101`
tells one of them. It ends with exit code 1 if a finding is at least a `warning`; `--fail-on`
changes that.

**Choose.** `--select` and `--ignore` take a code, a name, or the beginning of codes (`KG1`, or `KG`
for all there are). The same in `kg.toml`:

```toml
[check]
ignore = ["stub"]
fail_on = "error"

[check.severity]
orphan = "warning"

[check.paths]                      # not these checks in these places; * stands for / too
"Journal/*" = ["orphan", "KG2"]
```

**A finding that is meant so** is left out by a comment: `%% kg-ignore KG101 %%` or `<!-- kg-ignore
dangling-link -->` on its line, or alone on the line above. `kg-ignore-file` holds for the whole
note. Without codes, all checks are meant. Comments need the notes: give a vault, or `--vault`
beside a graph.

**Only what is new.** `kg check VAULT --write-baseline FILE` keeps what is there; with `--baseline
FILE` only other findings count. A finding is known by its check, its file and what is wrong, not by
its line, so text above it may come and go.

**In continuous integration.** `--format sarif` for code scanning, `github` for annotations, `junit`
for test reports, `markdown` for a summary. The repository of `kg` is a GitHub Action (`action.yml`)
and a pre-commit hook (`.pre-commit-hooks.yaml`).
"""

CLI_HEAD: Final = """# Commands

<!-- Written by docs/generate.py from the commands' own help: change that. -->

The same text as `kg COMMAND --help`.
"""

ONTOLOGY: Final = HERE.parent / "data" / "ontology" / "kg.ttl"
ONTOLOGY_HEAD: Final = """# The own terms of RDF exports

<!-- Written by docs/generate.py from data/ontology/kg.ttl: change that. -->

The prefix `ng:` stands for `{iri}#`.
{comment}
[How RDF exports use them](../explanation/rdf.md).

A front-matter key, an inline field or a declared kind of edge that no vocabulary covers becomes a property
`ng:property/NAME`; a declared kind of node becomes a class `ng:kind/NAME`.
Each export declares those that it uses. The namespace has to be registered before a public release.
"""


def pages() -> dict[str, str]:
    """Each generated page by its name."""
    return {
        "reference/tables.md": "\n".join(_tables_page()),
        "reference/cli.md": "\n".join(_cli_page()),
        "reference/checks.md": "\n".join(_checks_page()),
        "reference/ontology.md": "\n".join(_ontology_page()),
        "reference/python.md": "\n".join(runpy.run_path(str(HERE / "api.py"))["python_page"]()),
    }


def _tables_page() -> Iterator[str]:
    yield TABLES_HEAD
    for table in TABLES:
        yield from _table(table)
    yield "## Derived tables\n"
    yield "What `kg analyse` computes over the whole graph, each in a file of its own beside the others."
    yield "They are absent until then, and gone when the graph is built anew.\n"
    for table in DERIVED:
        yield from _table(table)
    yield "## Vocabularies\n"
    yield "The values of columns of type `category`."
    yield "Profiles may add kinds of nodes and edges; all else is closed.\n"
    for vocabulary in VOCABULARIES:
        yield f"### {vocabulary.__name__}\n"
        yield from _vocabulary(vocabulary)
    yield "## Faults\n"
    yield "The codes of the table `faults`: content that could not be read as meant, or should be looked at."
    yield "What could be read was read.\n"
    yield from _values(kinds.FaultCode)


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"One row is {table.row}.\n"
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in table.columns:
        yield f"| `{column.name}` | {column.dtype} | {_cell(column.meaning)} |"
    yield ""


def _vocabulary(vocabulary: type[StrEnum]) -> Iterator[str]:
    yield f"{inspect.cleandoc(vocabulary.__doc__ or '')}\n"
    yield from _values(vocabulary)


def _values(vocabulary: type[StrEnum]) -> Iterator[str]:
    meanings = dict(_MEMBER.findall(inspect.getsource(vocabulary)))
    yield "| value | meaning |"
    yield "|---|---|"
    for value in vocabulary:
        yield f"| `{value}` | {_cell(meanings[value])} |"
    yield ""


def _cell(text: str) -> str:
    """Text that keeps its brackets and bars inside a table, and leads from a vocabulary's name to it."""
    text = re.sub(r"([<>|\[\]*])", r"\\\1", text) if "`" not in text else text
    text = text.replace("a FaultCode", "a [FaultCode](#faults)")
    for name in (vocabulary.__name__ for vocabulary in VOCABULARIES):
        text = re.sub(rf"\b(an?) {name}\b", rf"\1 [{name}](#{name.lower()})", text)
    return text


def _checks_page() -> Iterator[str]:
    yield CHECKS_HEAD
    yield "| code | name | severity | what it finds |"
    yield "|---|---|---|---|"
    for one in CHECKS:
        severity = str(one.severity) if one.usual else f"{one.severity}, only if selected"
        yield f"| [{one.code}](#{_anchor(one)}) | {one.name} | {severity} | {one.what} |"
    yield ""
    for one in CHECKS:
        yield f"## {one.code} {one.name}\n"
        yield f"{one.what}\n"
        yield f"**Why it matters.** {one.why}\n"
        yield f"**Example.** {one.example}\n"
        yield f"**Fix.** {one.fix}\n"
    yield "## Severities\n"
    yield from _values(Severity)
    yield "## Causes of missing pages\n"
    yield "What `kg dangling` tells of each, and the messages of KG101 and KG102 in brackets.\n"
    yield from _values(cause.Cause)


def _anchor(one: Check) -> str:
    return f"{one.code} {one.name}".lower().replace(" ", "-")


def _cli_page() -> Iterator[str]:
    yield CLI_HEAD
    yield from _help(app, None, "kg")
    for entry in COMMANDS:
        command = app.get_command(click.Context(app), entry.name)
        if command is not None:
            yield from _help(command, click.Context(app, info_name="kg"), entry.name)


def _help(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=WIDTH, help_option_names=["-h", "--help"]
    )
    yield f"## {context.command_path}\n"
    yield f"```text\n{command.get_help(context)}\n```\n"


def _ontology_page() -> Iterator[str]:
    ontology = Graph().parse(ONTOLOGY, format="turtle")
    (whole,) = ontology.subjects(RDF.type, OWL.Ontology)
    yield ONTOLOGY_HEAD.format(iri=whole, comment=ontology.value(whole, RDFS.comment))
    for title, kind in (
        ("Classes", OWL.Class),
        ("Links", OWL.ObjectProperty),
        ("Values", OWL.DatatypeProperty),
    ):
        yield f"## {title}\n"
        yield "| term | is | below | from | to |"
        yield "|---|---|---|---|---|"
        for term in sorted(ontology.subjects(RDF.type, kind)):
            below = (*ontology.objects(term, RDFS.subClassOf), *ontology.objects(term, RDFS.subPropertyOf))
            ends = (ontology.objects(term, edge) for edge in (RDFS.domain, RDFS.range))
            names = (
                ", ".join(f"`{ontology.qname(name)}`" for name in sorted(each)) for each in (below, *ends)
            )
            meaning = _cell(str(ontology.value(term, RDFS.comment)))
            yield f"| `{ontology.qname(term)}` | {meaning} | {' | '.join(names)} |"
        yield ""


if __name__ == "__main__":
    for page, text in pages().items():
        (HERE / page).write_text(text, encoding="utf-8", newline="\n")
