"""Plans that deleted pages come back, as they were before they were deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.health.causes import Cause
from kg.health.history import contents
from kg.model.ids import folded, stem_of
from kg.repair.plan import Action, Step, proposal

if TYPE_CHECKING:
    from kg.repair.material import Material

_GONE: Final = "deleted pages whose text Git does not give, or that is no UTF-8"
_TAKEN: Final = "deleted pages whose name another page has by now"


def restored(material: Material) -> list[Step]:
    """Steps that bring deleted pages back from the Git history, all of them proposals.

    Args:
        material: What is planned from.

    Returns:
        One for each page that links ask for and that was deleted.
    """
    table = material.causes
    table = table[(table["cause"] == Cause.DELETED) & table["suggestion"].isin(material.deleted)]
    if material.folder is None or not len(table):
        return []
    taken = {folded(stem_of(path)) for path in material.graph.sources["path"]}
    table = table.drop_duplicates("suggestion")
    free = [folded(stem_of(path)) not in taken for path in table["suggestion"]]
    material.left[_TAKEN] += len(table) - sum(free)
    table = table[free]
    asked = [material.deleted[path] for path in table["suggestion"]]
    steps = []
    rows = zip(asked, contents(material.folder, asked), table["confidence"], table["evidence"], strict=True)
    for deletion, data, confidence, clues in rows:
        text = _text(data)
        if text is None:
            material.left[_GONE] += 1
            continue
        why = clues[0]["text"]
        steps.append(
            proposal(
                *(Action.RESTORE, Cause.DELETED, "Git history", float(confidence), why),
                path=deletion.path,
                text=text,
            )
        )
    return steps


def _text(data: bytes | None) -> str | None:
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None
