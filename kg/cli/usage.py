"""Says in one line what is wrong with what was typed, and what to type instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import click

_VALUE: Final = re.compile(r"'?(?P<value>.*?)'? is not (?:one of|in the range|a valid|')", re.DOTALL)
_PLACE: Final = re.compile(r"'(?P<value>.*)' is a (?P<what>file|directory)\.", re.DOTALL)
_EXTRA: Final = re.compile(r"Got unexpected extra arguments? \((?P<words>.*)\)", re.DOTALL)
_OPTIONAL: Final = re.compile(r"\[[^\]]*\]\s*")
_NEAR: Final = 0.7  # how alike two names are of which one may be a slip for the other
_WRITTEN: Final = ("FILE", "FOLDER", "DIR")  # what -o takes where there is one


def explained(error: click.UsageError) -> str:
    """What a newcomer needs to read: what is wrong, and what would be right.

    Args:
        error: What click found, or a command.

    Returns:
        One line or two sentences, without the program's name.

    Example:
        >>> context = click.Context(click.Command("notes"), info_name="notes")
        >>> explained(click.NoSuchOption("--limt", ctx=context))
        "There is no option '--limt'. `notes --help` lists the options."
    """
    context = error.ctx
    if context is None:
        return error.format_message()
    if isinstance(error, click.NoSuchOption):
        return _no_such_option(error.option_name, context)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return _missing(error.param, context)
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad(error.message, error.param, context)
    if extra := _EXTRA.match(error.message):
        taken = any(isinstance(param, click.Argument) for param in context.command.params)
        quotes = ", and put a name of several words in quotes." if taken else ""
        return f"{extra['words']!r} is more than is taken. Type: {_form(context)}{quotes}"
    return f"{error.format_message()} `{context.command_path} --help` tells more."


def unknown_command(name: str, known: Iterable[str]) -> str:
    """What to say to a command that does not exist.

    Args:
        name: What was typed.
        known: The names of the commands.

    Returns:
        What is wrong, and what would be right: a command of a name near it, or one for the folder it names.

    Example:
        >>> unknown_command("biuld", ["build", "stats"])
        "There is no command 'biuld'. Did you mean build? `kg --help` lists the commands."
    """
    close = get_close_matches(name.lower(), list(known), n=1, cutoff=_NEAR)
    hint = f"Did you mean {close[0]}? " if close else ""
    if Path(name).is_dir():
        task = "stats" if (Path(name) / "manifest.json").is_file() else "build"
        hint = f"For that folder, type: kg {task} {name}. "
    return f"There is no command {name!r}. {hint}`kg --help` lists the commands."


def _no_such_option(typed: str, context: click.Context) -> str:
    params = context.command.get_params(context)
    options = [param for param in params if isinstance(param, click.Option)]
    flags = [flag for option in options for flag in (*option.opts, *option.secondary_opts)]
    long = [flag for flag in flags if flag.startswith("--")]
    start = typed if typed.startswith("--") else f"-{typed}"
    close = [flag for flag in long if flag.startswith(start)] or get_close_matches(
        typed, long, n=1, cutoff=_NEAR
    )
    if typed == "-o":
        written = [max(option.opts, key=len) for option in options if option.metavar in _WRITTEN]
        close = written or close
    meant = f"Did you mean {' or '.join(close)}? " if close else ""
    return f"There is no option {typed!r}. {meant}`{context.command_path} --help` lists the options."


def _missing(param: click.Parameter, context: click.Context) -> str:
    if isinstance(param, click.Argument):
        name = _OPTIONAL.sub("", param.make_metavar(context)).strip() or param.make_metavar(context)
        return f"{name} is missing. Type: {_form(context)}"
    option = f"{param.opts[0]} {param.metavar or ''}".strip()
    return f"{option} is missing. Type: {_form(context)} {option}"


def _bad(message: str, param: click.Parameter, context: click.Context) -> str:
    argument = isinstance(param, click.Argument)
    name = param.make_metavar(context) if argument else max(param.opts, key=len)
    if place := _PLACE.search(message):
        wrong, right = ("file", "folder") if place["what"] == "file" else ("folder", "file")
        return f"{name}: {place['value']!r} is a {wrong}. Name a {right}."
    value = _VALUE.match(message)
    if value is None or not isinstance(param.type, click.Choice | click.IntRange | click.FloatRange):
        return f"{name}: {message}"
    cannot = f"{'The first word' if argument else name} cannot be {value['value']!r}."
    if not isinstance(param.type, click.Choice):
        return f"{cannot} It is {_range(param.type)}."
    choices = list(map(str, param.type.choices))
    close = get_close_matches(value["value"].lower(), choices, n=1, cutoff=_NEAR)
    meant = f"Did you mean {close[0]}? " if close else ""
    return f"{cannot} {meant}It is {'one of ' if len(choices) > 1 else ''}{', '.join(choices)}."


def _range(kind: click.IntRange | click.FloatRange) -> str:
    number = "a whole number" if isinstance(kind, click.IntRange) else "a number"
    if kind.min is None:
        return number if kind.max is None else f"{number}, {kind.max:g} at most"
    if kind.max is not None:
        return f"{number} from {kind.min:g} to {kind.max:g}"
    return f"{number} above {kind.min:g}" if kind.min_open else f"{number}, {kind.min:g} or more"


def _form(context: click.Context) -> str:
    """How the command is typed, without its options."""
    pieces = context.command.collect_usage_pieces(context)
    return " ".join((context.command_path, *(piece for piece in pieces if piece != "[OPTIONS]")))
