"""What a repair plan is: steps that change notes, each with its reason, and the file that holds them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.errors import UnreadableError, UsageError
from kg.store.atomic import replacing

VERSION: Final = 2
_ID_LENGTH: Final = 10  # hexadecimal digits: two of 100,000 steps share one once in 200 plans


class Action(StrEnum):
    """What a step does."""

    RESPELL = "respell"  # a link is written as the page it means is called
    REDIRECT = "redirect"  # a link that leads nowhere leads to the page that is meant
    RESTORE = "restore"  # a deleted page comes back from the Git history
    STUB = "stub"  # a wanted page is begun: its name, its video, and which notes ask for it
    UNLINK = "unlink"  # a link that can lead nowhere becomes the text it showed
    MERGE = "merge"  # a duplicate becomes a section of the page that stays, and links follow it
    TIMESTAMPS = (
        "timestamps"  # minutes and seconds, written as hours and minutes, are moved where they belong
    )


class Edit(NamedTuple):
    """One change of bytes in a file."""

    path: str
    line: int
    column: int
    start: int  # offset of the first byte that changes
    before: str
    after: str
    page: str = ""  # the page the link leads to afterwards, if the edit is one of a link


class Merged(NamedTuple):
    """A page that becomes a section of another one, and the heading it gets there."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class Step:
    """Changes that belong together: all of them are made, or none.

    Attributes:
        action: What is done.
        cause: What is wrong: a cause of missing pages, or the name of a check.
        rule: What decided what is meant.
        confidence: How sure that is, from 0 to 1.
        automatic: Whether it needs no person.
        accepted: Whether it is to be done; a person can change that.
        why: What speaks for it, in words.
        edits: Changes within files.
        path: File that is made, if any; there must be none of that name.
        text: What that file will hold.
        into: Page that takes in others.
        merged: Those others; their files go away.
    """

    action: Action
    cause: str
    rule: str
    confidence: float
    automatic: bool
    accepted: bool
    why: str
    edits: tuple[Edit, ...] = ()
    path: str = ""
    text: str = ""
    into: str = ""
    merged: tuple[Merged, ...] = ()

    @property
    def id(self) -> str:
        """A name for the step that stays the same as long as what it does, and where, does."""
        places = [(edit.path, edit.start, edit.before, edit.after) for edit in self.edits]
        told = json.dumps((self.action, self.path, self.into, self.merged, places))
        return hashlib.sha256(told.encode()).hexdigest()[:_ID_LENGTH]


def proposal(action: Action, cause: str, rule: str, confidence: float, why: str, **what: Any) -> Step:
    """A step that is done only if a person accepts it.

    Args:
        action: What is done.
        cause: What is wrong.
        rule: What decided what is meant.
        confidence: How sure that is.
        why: What speaks for it.
        **what: The other attributes of `Step`.

    Returns:
        The step.
    """
    return Step(action, cause, rule, confidence, automatic=False, accepted=False, why=why, **what)


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps that mend a vault, and what its files held when they were planned.

    Attributes:
        steps: The steps.
        digests: SHA-256 of each file that is changed or taken in by another.
        left: What could not be planned: how many by reason.
    """

    steps: tuple[Step, ...]
    digests: Mapping[str, str]
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def accepted(self) -> tuple[Step, ...]:
        """The steps that are to be done."""
        return tuple(step for step in self.steps if step.accepted)

    def accepting(self, wanted: Iterable[str]) -> Plan:
        """The plan with more steps accepted.

        Args:
            wanted: Ids of steps, names of actions, or ``all``.

        Returns:
            A new plan.

        Raises:
            UsageError: There is no such step.
        """
        names = set(wanted)
        known = {"all", *Action, *(step.id for step in self.steps)}
        for name in sorted(names - known):
            raise UsageError(f"The plan has no step {name!r}.", hint="Give an id or an action of the plan.")
        steps = [
            replace(step, accepted=step.accepted or not names.isdisjoint((step.id, step.action, "all")))
            for step in self.steps
        ]
        return replace(self, steps=tuple(steps))


def write_plan(plan: Plan, file: Path) -> None:
    """Write a plan, a step a line, so that a person can read it, accept steps and delete others.

    Args:
        plan: The plan.
        file: Where to.
    """
    steps = ",\n".join(json.dumps(_told(step), ensure_ascii=False) for step in plan.steps)
    digests, left = (
        json.dumps(dict(value), ensure_ascii=False, indent=0, sort_keys=True)
        for value in (plan.digests, plan.left)
    )
    text = f'{{"version": {VERSION},\n"left": {left},\n"digests": {digests},\n"steps": [\n{steps}\n]}}\n'
    with replacing(file) as new:
        new.write_text(text, encoding="utf-8", newline="\n")


def _told(step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {
        "accepted": step.accepted,
        "class": "automatic" if step.automatic else "proposal",
        "id": step.id,
        "action": step.action,
        "cause": step.cause,
        "rule": step.rule,
        "confidence": step.confidence,
        "why": step.why,
    }
    if step.edits:
        told["edits"] = [edit._asdict() for edit in step.edits]
    if step.path:
        told |= {"path": step.path, "text": step.text}
    if step.into:
        told |= {"into": step.into, "merged": [page._asdict() for page in step.merged]}
    return told


def read_plan(file: Path) -> Plan:
    """A plan from its file.

    Args:
        file: What `write_plan` wrote, perhaps with fewer steps, or with more of them accepted.

    Returns:
        The plan.

    Raises:
        UnreadableError: The file is not there, or is no plan.
    """
    hint = "Make one with `kg repair plan`."
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
        version = held["version"]
        steps = tuple(_step(told) for told in held["steps"]) if version == VERSION else ()
        digests = {str(path): str(digest) for path, digest in held["digests"].items()}
        left = {str(reason): int(count) for reason, count in held.get("left", {}).items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableError(f"{file} is no repair plan.", hint=hint) from error
    except OSError as error:
        raise UnreadableError(f"{file} cannot be read: {error.strerror}.", hint=hint) from error
    if version != VERSION or any(path not in digests for step in steps for path in touched(step)):
        raise UnreadableError(f"{file} is no repair plan of version {VERSION}.", hint=hint)
    return Plan(steps, digests, left)


def touched(step: Step) -> Iterable[str]:
    """The files that a step changes or takes away."""
    return (
        *(edit.path for edit in step.edits),
        *(page.path for page in step.merged),
        *filter(None, [step.into]),
    )


def _step(told: Mapping[str, Any]) -> Step:
    if not isinstance(told["accepted"], bool):
        raise TypeError("accepted is true or false")
    return Step(
        action=Action(told["action"]),
        cause=str(told["cause"]),
        rule=str(told["rule"]),
        confidence=float(told["confidence"]),
        automatic=told["class"] == "automatic",
        accepted=told["accepted"],
        why=str(told["why"]),
        edits=tuple(_edit(edit) for edit in told.get("edits", ())),
        path=str(told.get("path", "")),
        text=str(told.get("text", "")),
        into=str(told.get("into", "")),
        merged=tuple(Merged(str(page["path"]), str(page["title"])) for page in told.get("merged", ())),
    )


def _edit(told: Mapping[str, Any]) -> Edit:
    edit = Edit(**told)
    numbers, words = (edit.line, edit.column, edit.start), (edit.path, edit.before, edit.after, edit.page)
    if not all(type(n) is int and n >= 0 for n in numbers) or not all(type(w) is str for w in words):
        raise TypeError("an edit has a path, a place and texts")
    return edit
