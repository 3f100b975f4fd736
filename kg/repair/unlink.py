"""Plans that links which can lead nowhere become the text they showed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.health.causes import Cause
from kg.model.kinds import Context, MentionKind
from kg.repair.links import mentions_of
from kg.repair.places import place_of
from kg.repair.plan import Action, Edit, Step, proposal
from kg.repair.verify import as_predicted

if TYPE_CHECKING:
    from kg.repair.material import Material
    from kg.repair.places import Mention

NOWHERE: Final = (Cause.NOT_A_PAGE, Cause.GENERATOR_FAULT)  # what no page will ever answer
_PLAIN: Final = re.compile(r"[^\W_](?:[\w ,.;:'\u2019()/+?!&-]*[\w)?!.])?")
_INSIDE_WORD: Final = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LIST: Final = re.compile(rb"(?:\A|\n)[ \t>*+-]*\Z")
_NUMBERED: Final = re.compile(r"\d+[.)](?: |\Z)")
_NOT_TEXT: Final = "links whose text could be read as something else without its brackets"


def unlinked(material: Material) -> list[Step]:
    """Steps that take the brackets from links, all of them proposals.

    Only those that can lead nowhere, such as times and leaked templates, unless causes were named. Links
    of properties, structural lines and embeds stay, and so does what could be read as markup.

    Args:
        material: What is planned from.

    Returns:
        One for each link.
    """
    table = material.causes
    if not material.only:
        table = table[table["cause"].isin(NOWHERE)]
    links = material.links
    kinds = (MentionKind.LINK, MentionKind.MARKDOWN)
    links = links[
        links["key"].isin(table.index) & links["kind"].isin(kinds) & (links["context"] != Context.FROM_LINE)
    ]
    cause = dict(zip(table.index.tolist(), table["cause"].tolist(), strict=True))
    why = {key: clues[0]["text"] for key, clues in zip(table.index, table["evidence"], strict=True)}
    found: list[tuple[int, Step]] = []
    rows = zip(
        links.index.tolist(),
        mentions_of(links, material.path),
        links["label"].astype(object).where(links["label"].notna(), None).tolist(),
        links["key"].tolist(),
        strict=True,
    )
    for number, mention, label, key in rows:
        edit = _edit(material, mention, label)
        if edit is None:
            material.left[_NOT_TEXT] += 1
            continue
        found.append(
            (number, proposal(Action.UNLINK, cause[key], "shown text", 1.0, why[key], edits=(edit,)))
        )
    kept = as_predicted(material, [(step.edits[0], number, None) for number, step in found])
    material.left[_NOT_TEXT] += len(found) - len(kept)
    return [step for _, step in found if step.edits[0] in kept]


def _edit(material: Material, mention: Mention, label: str | None) -> Edit | None:
    data = material.notes.data(mention.path)
    label_first = material.profile.syntax.label_first
    place = None if data is None else place_of(mention, data, label_first=label_first)
    if data is None or place is None or not mention.start <= place.start < mention.end:
        return None
    raw = data[mention.start : mention.end].decode("utf-8", "replace")
    if mention.kind == MentionKind.LINK and "#" in raw.partition("|")[0] and not label:
        return None  # how a heading is shown differs from reader to reader
    shown = label if label and label.strip() else mention.written
    if not _PLAIN.fullmatch(shown) or _INSIDE_WORD.search(shown) or "://" in shown:
        return None
    first = _LIST.search(data, max(0, mention.start - 200), mention.start) is not None
    if (first and _NUMBERED.match(shown)) or "\n" in raw or raw.encode() != data[mention.start : mention.end]:
        return None
    return Edit(mention.path, mention.line, mention.column, mention.start, raw, shown)
