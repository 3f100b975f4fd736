"""Texts made to be slow to read: what opens something and does not close it, nests, or counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

Maker = Callable[[int], bytes]

PROSE: Final = "prose"


def note(name: str, size: int) -> bytes:
    """A note of one pattern, of about this many bytes."""
    return PATTERNS[name](size)


def repeat(unit: str | bytes, before: str = "", after: str = "") -> Maker:
    """One unit over and over."""
    piece = unit if isinstance(unit, bytes) else unit.encode()
    return lambda size: before.encode() + piece * (size // len(piece)) + after.encode()


def numbered(unit: str) -> Maker:
    """One unit over and over, ``{}`` in it counting up."""
    return lambda size: _filled((unit.replace("{}", str(number)) for number in count()), size)


def nested(opening: str, closing: str, inside: str = "") -> Maker:
    """As many openings as closings, one in the other."""

    def make(size: int) -> bytes:
        depth = size // len(opening + closing)
        return (opening * depth + inside + closing * depth).encode()

    return make


def growing(character: str) -> Maker:
    """Runs of one character, each longer than the one before."""
    return lambda size: _filled((character * length + " a " for length in count(1)), size)


def deepening(mark: str) -> Maker:
    """Lines that start with ever more marks."""
    return lambda size: _filled((mark * depth + " a\n" for depth in count(1)), size)


def _filled(pieces: Iterator[str], size: int) -> bytes:
    parts: list[str] = []
    length = 0
    for piece in pieces:
        if length >= size:
            break
        parts.append(piece)
        length += len(piece)
    return "".join(parts).encode()


PATTERNS: Final[dict[str, Maker]] = {
    PROSE: repeat("The ferry to [[the island]] leaves at nine, and nobody waits for it.\n"),
    # wikilinks
    "[[": repeat("[["),
    "]]": repeat("]]"),
    "[ [": repeat("[ [ "),
    "[[a": repeat("[[a "),
    "[[a nested": nested("[[a ", "]]"),
    "[[a|": repeat("[[a|"),
    "[[a#": repeat("[[a#"),
    "![[": repeat("![["),
    "\\[[": repeat("\\[["),
    "[[a]] on one line": repeat("[[a]] "),
    "[[1]] [[2]] …": numbered("[[{}]] "),
    "[[ blanks ]]": repeat(" ", "[[a", "]]"),
    "[[ long name ]]": repeat("a", "[[", "]]"),
    # Markdown links
    "[": repeat("["),
    "[a](": repeat("[a]("),
    "[a](b": repeat("[a](b "),
    "[a](<b": repeat("[a](<b"),
    "[a]( blanks )": repeat(" ", "[a](", "b)"),
    "[a](((": repeat("(", "[a](b", ")"),
    "![ nested": nested("![", "](a)"),
    "[[]]( )": repeat("[[a]](b)"),
    "[undefined]": repeat("[a] "),
    "[n]: x": numbered("[a{}]: b\n"),
    "[n] defined": lambda size: numbered("[a{}]: b\n")(size // 2) + b"\n" + numbered("[a{}] ")(size // 2),
    "[^n]": numbered("[^{}] "),
    "https://": repeat("https://"),
    "https://a(((": repeat("(", "https://a.b/"),
    "<https://": repeat("<https://a "),
    # code, math, comments, HTML
    "` one run": repeat("`"),
    "` lone": repeat("` a\n\n"),
    "` growing": growing("`"),
    "``` fences": repeat("```\n"),
    "> ``` unclosed": repeat("> ```\n\n"),
    "~~~ unclosed": repeat("[[a]]\n", "~~~\n"),
    "indented": repeat("    [[a]]\n\n"),
    "$": repeat("$"),
    "$a": repeat("$a "),
    "$$": repeat("$$ a\n"),
    "%%": repeat("%% a "),
    "<": repeat("<"),
    "<a": repeat("<a "),
    '<a b="': repeat('<a b="'),
    "<!--": repeat("<!-- a "),
    "<?": repeat("<? a "),
    "<![CDATA[": repeat("<![CDATA["),
    "<div>": repeat("<div>\n"),
    "<div> blank": repeat("<div>\n\n"),
    "<script>": repeat("<script>\n"),
    "</a>": repeat("</a>"),
    # times
    "anchor unclosed": repeat('<a class="yt-timestamp" data-t="'),
    "anchor": repeat('<a class="yt-timestamp" data-t="00:00:01">[00:00:01]</a> '),
    "anchor [[a]]": repeat('<a class="yt-timestamp" data-t="00:00:01">[[a]]</a> '),
    "[00:00:01]": repeat("[00:00:01] "),
    "00:": repeat("00:"),
    # marks
    "::": repeat("::"),
    "a::": repeat("a:: "),
    "[a::": repeat("[a:: "),
    "(a::": repeat("(a:: "),
    "#": repeat("#"),
    "#a": repeat("#a"),
    "#a #a": repeat("#a "),
    "#n": numbered("#a{} "),
    "# [[a]]": repeat("# [[a]]\n"),
    "^a": repeat("a ^a\n"),
    "*": repeat("*"),
    "*a _": repeat("*a _"),
    "**a": repeat("**a "),
    "~~a": repeat("~~a "),
    "\\": repeat("\\"),
    "&": repeat("&"),
    # blocks
    "> on one line": repeat("> "),
    "> deeper": deepening(">"),
    "> [!a]": repeat("> [!a] [[b]]\n"),
    "- on one line": repeat("- "),
    "- deeper": deepening("  "),
    "1. a": repeat("1. a\n"),
    "| on one line": repeat("|"),
    "| wide": lambda size: b"|a" * (size // 5) + b"\n" + b"|-" * (size // 5) + b"\n" + b"|b" * (size // 10),
    "| long": repeat("|[[a\\|b]]|c|\n", "|a|b|\n|-|-|\n"),
    "===": repeat("a\n===\n"),
    "---": repeat("---\n"),
    # front matter
    "--- unclosed": repeat("a: b\n", "---\n"),
    "--- closed": lambda size: b"---\n" + numbered("a{}: b\n")(size) + b"---\n",
    "--- [[[": repeat("[", "---\na: ", "\n---\n"),
    "--- - [[a]]": repeat('- "[[a]]"\n', "---\na:\n", "---\n"),
    # bytes
    "letters": repeat("a"),
    "blanks": repeat(" "),
    "line ends": repeat("\n"),
    "\\r\\n": repeat("[[a]]\r\n"),
    "\\r": repeat("[[a]]\r"),
    "tabs": repeat("\t"),
    "é [[é]]": repeat("é[[é]] "),
    "not UTF-8": repeat(b"\xff"),
    "NUL": repeat("\0"),
}
