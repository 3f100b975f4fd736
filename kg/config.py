"""Reads ``kg.toml`` (or ``[tool.kg]`` of a ``pyproject.toml``) and profiles; says clearly what is wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from kg.errors import ConfigError
from kg.model.dialect import Pages, Syntax
from kg.model.kinds import RuleSet
from kg.model.profile import FolderThing, IndexPages, Moments, NamedThing, Profile, StructuralLine

BUILT_IN: Final = ("plain", "youtube", "quartz", "logseq", "dendron", "mediawiki")
MEMORY: Final = 256  # megabytes of what notes say
_PAIRS: Final = ("fields", "link_callouts", "link_sections", "link_prefixes")
_LISTS: Final = {"things": NamedThing, "lines": StructuralLine}
_TABLES: Final = {
    "folder": FolderThing,
    "index": IndexPages,
    "moments": Moments,
    "syntax": Syntax,
    "pages": Pages,
}
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """Which checks `kg check` runs, and what they count for: the table ``[check]``.

    Checks are named by code, by the beginning of a code (``KG1``), or by name.

    Attributes:
        select: Only these checks; empty for all.
        ignore: Not these.
        fail_on: Severity from which findings make the command fail, or ``never``.
        severity: Severity by check, where it is to differ: the table ``[check.severity]``.
        paths: Checks to leave out, by pattern of path, in which ``*`` stands for ``/`` too: the table
            ``[check.paths]``.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "warning"
    severity: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PushSettings:
    """Where `kg push` puts the graph if nothing else is said: the table ``[rdf.push]``. No credentials.

    Attributes:
        url: The store's address.
        graph: IRI of the graph to replace.
        protocol: ``gsp`` or ``update``.
        update_url: Where updates go, if the store's address does not tell.
        query_url: Where queries go, likewise.
    """

    url: str = ""
    graph: str = ""
    protocol: str = "gsp"
    update_url: str = ""
    query_url: str = ""


@dataclass(frozen=True, slots=True)
class RdfSettings:
    """How the graph is told in RDF: the table ``[rdf]``.

    Attributes:
        base: What all IRIs start with.
        properties: Terms of vocabularies, such as ``schema:author``, by the names that notes give to
            properties: the table ``[rdf.properties]``.
        push: Where `kg push` puts it.
    """

    base: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    push: PushSettings = PushSettings()


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one vault.

    Attributes:
        profile: Name of the profile to use; empty to detect it.
        rules: Rule set by which links become edges.
        ignore: Patterns of files to leave out, in the form of ``.gitignore``.
        canvas: Whether file cards of canvases count as links.
        aliases: Whether a link may find a note by its alias.
        memory: Megabytes of what notes say that are held in memory while a vault is read; the rest waits on
            disk, in the folder of temporary files.
        check: Which checks to run.
        rdf: How the graph is told in RDF.
        profiles: The profiles there are, by name: the built-in ones and the declared ones.
    """

    profile: str = ""
    rules: RuleSet = RuleSet.FOLDED
    ignore: tuple[str, ...] = ()
    canvas: bool = False
    aliases: bool = True
    memory: int = MEMORY
    check: CheckSettings = CheckSettings()
    rdf: RdfSettings = RdfSettings()
    profiles: Mapping[str, Profile] = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.profiles is None:
            object.__setattr__(self, "profiles", built_in_profiles())

    def profile_named(self, name: str) -> Profile:
        """The profile of that name.

        Raises:
            ConfigError: There is none.
        """
        if name not in self.profiles:
            raise ConfigError(f"No profile {name!r}.", hint=f"There are {', '.join(sorted(self.profiles))}.")
        return self.profiles[name]


def load_config(start: Path) -> Config:
    """The configuration in force for a folder: the nearest one at it or above it, else the defaults.

    Raises:
        ConfigError: The file is no valid TOML, or holds an unknown key or a value of the wrong type.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / "kg.toml").is_file():
            return _config(_toml(folder / "kg.toml"), str(folder / "kg.toml"))
        if (folder / "pyproject.toml").is_file():
            section = _toml(folder / "pyproject.toml").get("tool", {}).get("kg")
            if section is not None:
                return _config(section, f"[tool.kg] of {folder / 'pyproject.toml'}")
    return Config()


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is no valid TOML: {error}.") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error


def _config(section: Mapping[str, Any], place: str) -> Config:
    settings = dict(section)
    declared = settings.pop("profiles", {})
    if not isinstance(declared, Mapping):
        raise ConfigError(
            f"{place}: profiles are tables.", hint="Write [profiles.NAME] above their settings."
        )
    if isinstance(settings.get("profile"), Mapping):
        name = next(iter(settings["profile"]), "NAME")
        raise ConfigError(f"{place}: profile is a name.", hint=f"To declare one, write [profiles.{name}].")
    profiles = {
        name: replace(parse_profile(table, f"{place}, profile {name!r}"), name=name)
        for name, table in declared.items()
    }
    if "check" in settings:
        settings["check"] = _value(CheckSettings, settings["check"], f"{place}, check")
    if "rdf" in settings:
        settings["rdf"] = _rdf(settings["rdf"], f"{place}, rdf")
    config = _value(Config, settings, place)
    return replace(config, profiles={**built_in_profiles(), **profiles})


def _rdf(table: Any, place: str) -> RdfSettings:
    if isinstance(table, Mapping) and "push" in table:
        table = {**table, "push": _value(PushSettings, table["push"], f"{place}, push")}
    return _value(RdfSettings, table, place)


@cache
def built_in_profiles() -> Mapping[str, Profile]:
    """The profiles that come with the program, by name."""
    folder = files("kg") / "profiles"
    found = {}
    for name in BUILT_IN:
        table = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        found[name] = replace(parse_profile(table, name), name=name)
    return found


def parse_profile(table: Mapping[str, Any], place: str) -> Profile:
    """A profile from its TOML table.

    Raises:
        ConfigError: An unknown key or a value of the wrong type, with the place and a hint.

    >>> parse_profile({"folder": {"kind": "topic", "edge": "in_topic"}}, "example").folder.kind
    'topic'
    """
    values = dict(table)
    for key, kind in _LISTS.items():
        if key in values:
            values[key] = tuple(_value(kind, row, f"{place}, {key}") for row in values[key])
    for key, kind in _TABLES.items():
        if key in values:
            values[key] = _value(kind, values[key], f"{place}, {key}")
    for key in _PAIRS:
        if key in values:
            values[key] = tuple(sorted((name.casefold(), edge) for name, edge in dict(values[key]).items()))
    return _value(Profile, values, place)


def _value(kind: type[_Value], table: Any, place: str) -> _Value:
    if not isinstance(table, Mapping):
        raise ConfigError(f"{place}: expected a table of settings, not {table!r}.")
    hints = get_type_hints(kind)
    known = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    checked = {}
    for key, value in table.items():
        if key not in known:
            close = get_close_matches(key, known, 1)
            hint = f"Did you mean {close[0]!r}?" if close else f"There are {', '.join(sorted(known))}."
            raise ConfigError(f"{place}: unknown key {key!r}.", hint=hint)
        checked[key] = _typed(hints[key], value, f"{place}, {key}")
    try:
        return kind(**checked)
    except TypeError as error:
        missing = ", ".join(f.name for f in fields(kind) if f.name not in table)  # type: ignore[arg-type]
        raise ConfigError(f"{place}: a setting is missing.", hint=f"Not given: {missing}.") from error


def _typed(hint: Any, value: Any, place: str) -> Any:
    """A value of a setting, checked against the type the setting has."""
    if hint is RuleSet:
        if value not in list(RuleSet):
            raise ConfigError(f"{place}: no rule set {value!r}.", hint=f"There are {', '.join(RuleSet)}.")
        return RuleSet(value)
    if hint == tuple[str, ...]:
        return _words(value, place)
    if get_origin(hint) is Mapping and hint != Mapping[str, Profile]:
        return _mapping(get_args(hint)[1], value, place)
    if hint in (bool, str, int, float):
        accepted = (int, float) if hint is float else hint
        if not isinstance(value, accepted) or (isinstance(value, bool) and hint is not bool):
            raise ConfigError(f"{place}: expected {_WORDS[hint]}, not {value!r}.")
    return value


def _words(value: Any, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ConfigError(f"{place}: expected a list of strings, not {value!r}.")
    return tuple(value)


def _mapping(hint: Any, value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{place}: expected a table, not {value!r}.")
    return {key: _typed(hint, inner, f"{place}, {key}") for key, inner in value.items()}


_WORDS: Final = {bool: "true or false", str: "a string", int: "a whole number", float: "a number"}
