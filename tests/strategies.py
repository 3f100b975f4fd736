"""Hypothesis strategies: notes that mix Markdown's constructs as no person would, and vaults of them."""

from __future__ import annotations

from hypothesis import strategies as st

STAMP = '<a class="yt-timestamp" data-t="00:01:02">[00:01:02]</a>'

CONTAINERS = (
    "> ",
    ">",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "2) ",
    " ",
    "  ",
    "   ",
    "    ",
    "\t",
    "     ",
    "> > ",
    "-\t",
    "-     ",
)
STARTERS = (
    "# ",
    "## ",
    "#",
    "#\t",
    "---",
    "===",
    "- - -",
    "***",
    "-",
    "=",
    "```",
    "~~~",
    "````",
    "~~~ a",
    "--",
    "| --- | --- |",
    "|-|",
    ":-:",
    "[^1]: ",
    "[a]: b",
    "<div>",
    "<pre>",
    "<!--",
    "-->",
    "</div>",
    "<?x",
    "?>",
    "<!X",
    "<br>",
    "</a>",
)
INLINE = (
    "[[a]]", "[[a|b]]", "![[a]]", "[[a#b]]", "[[", "]]", "[", "]", "a", "word", "b c", " ", "  ", "`",
    "``", "```",
    "~~", "~~~", "<div>", "</div>", '<a href="x">', "</a>", "<br/>", "<br>", "<!--", "-->", "<b", ">",
    "<", "<http://x.org>",
    "https://x.org/a", "\\", "\\\\", "|", "$", "$$", "%%", "*", "**", "_", "#", "#tag", "!", "](b)",
    "](<b", "[x](y)", "![x](y)",
    "[x]", "[x]:", ":", "::", "k:: ", "(k:: ", ")", "^id", " ^id", "[^1]", "^[", "1", "1.", "-", "---",
    "=", "===", "\t", "é", "😀", "\u00a0", "\u200b",
    STAMP, "[00:01:02]", "[1:02](#t=62)", '<a class="yt-timestamp" data-t="1:2">', "From: ", "&amp;",
    "&#91;", "\x00", "\x7f", "\x0b", "\x0c", "\u2028", "\u0085",
)  # fmt: skip
ENDS = ("\n", "\n", "\n", "\n\n", "\r\n", "\r", "  \n", "\\\n", " \n", "\n \n", "\n\t\n")


@st.composite
def notes(draw, *, without=()):
    """One note. A few fragments are chosen first and then used over and over, so that constructs meet."""
    starters = draw(st.lists(st.sampled_from([*CONTAINERS, *STARTERS]), min_size=1, max_size=5))
    inline = [*draw(st.lists(st.sampled_from(INLINE), min_size=1, max_size=6)), "[[a]]", "x"]
    ends = [*draw(st.lists(st.sampled_from(ENDS), min_size=1, max_size=3)), "\n"]
    line = st.tuples(
        st.lists(st.sampled_from(starters), max_size=3),
        st.lists(st.sampled_from(inline), max_size=5),
        st.sampled_from(ends),
    ).map(lambda parts: "".join((*parts[0], *parts[1], parts[2])))
    text = "".join(draw(st.lists(line, min_size=1, max_size=9)))
    for fragment in without:
        text = text.replace(fragment, "")
    return text


def front_matters():
    """A front-matter block of lines that are, or nearly are, plain `key: value`."""
    key = st.sampled_from(
        ["a", "title", "Title", "b_c", "d-e", "videoId", "1", "é", "tags", "alias", "a b", "on", ""]
    )
    colon = st.sampled_from([": ", ":", ":  ", " : ", ":\t"])
    value = st.sampled_from(
        [
            "x", "a b", "'q'", '"q"', "'it''s'", '"a\\n"', "12:30", "1.5", "0x1F", "yes", "true", "null",
            "~", "", "2024-05-01",
            "2024-05-01T10:00", "#c", "a #c", "a#c", "a: b", "a:b", "a:", "- x", "-x", "-", "[a]",
            "{a: b}", "[[x]]", '"[[x]]"',
            "&a x", "*a", "!!str 1", "|", ">", "@x", "%x", "`x`", "=", "a'b", 'a"b', "' '", '""', "é", "😀",
            "a\tb", "a  ", "\u00a0", "...", "---x", "? x",
            "010", "0o7", "1e3", ".5", "-1", "+1", "Infinity", ".inf", "a\u200b", "\ufeff", "a\x0bb", "<<",
            "x,", ",x", "x]", "\\", "a\\", "NO", "1_000", "12e03", "a\x7f",
        ]
    )  # fmt: skip
    line = st.tuples(
        st.sampled_from(["", "", "", " ", "- ", "# "]),
        key,
        colon,
        value,
        st.sampled_from(["\n", "\n", " \n", "\n\n"]),
    ).map("".join)
    return st.lists(line, min_size=1, max_size=4).map("".join)


NAMES = (
    "a.md",
    "b.md",
    "A.md",
    "x/a.md",
    "x/b.md",
    "y/a.md",
    "x/y/a b.md",
    "a-b.md",
    "a_b.md",
    "é.md",
    "e\u0301.md",
    "p.png",
    "x/p.png",
    "a.b.md",
    "x/x.md",
    "index.md",
)


@st.composite
def links(draw):
    """One link of any family to a name the vaults of `vaults` may hold."""
    target = draw(
        st.sampled_from(
            [
                "a",
                "b",
                "A",
                "x/a",
                "a b",
                "a-b",
                "é",
                "e\u0301",
                "p.png",
                "../a",
                "./b",
                "/a",
                "nowhere",
                "x/new",
                "a.b",
                "x",
                "al",
                "https://x.org",
                "",
                "a\u200bb",
            ]
        )
    )
    form = draw(
        st.sampled_from(
            [
                "[[{}]]",
                "[[{}|l]]",
                "![[{}]]",
                "[[{}#h]]",
                "[l](<{}>)",
                "![l](<{}>)",
                "#{}",
                "k:: [[{}]]",
                "- [[{}]]",
                "> [[{}]]",
                "https://y.org/{}",
            ]
        )
    )
    return form.format(target)


@st.composite
def vaults(draw, *, without=()):
    """A few notes that link to each other, to nothing and to addresses; some have properties."""
    paths = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
    text = st.lists(st.one_of(links(), notes(without=without)), max_size=5).map("\n".join)
    head = st.sampled_from(
        [
            "",
            "",
            "---\naliases: [al]\n---\n",
            "---\ntitle: T\ntags: [t, u/v]\nup: '[[a]]'\n---\n",
            "---\nvideoId: abcdefghijk\n---\n",
        ]
    )
    return {path: draw(head) + draw(text) if path.endswith(".md") else "" for path in paths}
