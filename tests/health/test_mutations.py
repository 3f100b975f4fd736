"""Each check's defect, planted at twenty places of a clean vault, is found there, and nothing else is."""

from __future__ import annotations

from collections import Counter

import pytest

import kg
from kg.config import CheckSettings
from kg.health.checks import CHECKS
from kg.health.gate import check
from tests.health.clean import FOLDERS, PROSE, clean_vault, name_of, path_of, places, video_of

COUNT = 20
ARROW = '<a class="yt-timestamp" data-t="{0}">[{0}]</a>'


ALL = CheckSettings(select=("KG",))  # those too that run only if selected


def findings(notes):
    graph = kg.build(notes)
    return check(graph, texts=kg.texts(graph, notes), settings=ALL)


def added(text):
    """Spoil a note by a line at its end; ``{n}`` is its number."""

    def spoil(notes, number):
        notes[path_of(number)] += "\n" + text.replace("{n}", str(number)) + "\n"

    return spoil


def replaced(old, new):
    def spoil(notes, number):
        words = {"n": str(number), "video": video_of(number), "title": name_of(number).replace("_", " ")}
        before, after = old, new
        for key, value in words.items():
            before, after = before.replace("{" + key + "}", value), after.replace("{" + key + "}", value)
        assert before in notes[path_of(number)], before
        notes[path_of(number)] = notes[path_of(number)].replace(before, after)

    return spoil


def as_latin(notes, number):
    notes[path_of(number)] = notes[path_of(number)].encode() + b"caf\xe9\n"


def lonely(notes, number):
    """Take the note out of the ring: those before it link over it."""
    folder = path_of(number).partition("/")[0]
    for path in list(notes):
        if path.startswith(f"{folder}/") and path != f"{folder}/{folder}.md" and isinstance(notes[path], str):
            notes[path] = notes[path].replace(f"[[{name_of(number)}]]", "")


def silent(notes, number):
    start = notes[path_of(number)].index("[[", notes[path_of(number)].index("## How"))
    end = notes[path_of(number)].index(" #leaf")
    notes[path_of(number)] = notes[path_of(number)][:start] + notes[path_of(number)][end:]


def isolated(notes, number):
    lonely(notes, number)
    silent(notes, number)


def unlisted(notes, number):
    folder = path_of(number).partition("/")[0]
    index = f"{folder}/{folder}.md"
    notes[index] = notes[index].replace(f"- [[{name_of(number)}]]\n", "")


def island(notes, number):
    """Two new notes that link to each other only, in a folder of their own."""
    for one, other in (("left", "right"), ("right", "left")):
        notes[f"isles/{name_of(number)}_{one}_hand.md"] = notes[path_of(number)].partition("From:")[0] + (
            f"A note of its own kind, numbered {number}, about what lies off the coast, not joined to "
            f"the rest of the land by a bridge: the {other} side is. [[{name_of(number)}_{other}_hand]]\n"
        )


def double_name(notes, number):
    """A note of the same name in a folder of its own, joined to notes far away."""
    folder = path_of(number).partition("/")[0]
    far = path_of((number + 36) % 72).removesuffix(".md")
    notes[f"other/{name_of(number)}.md"] = (
        f"---\ntitle: something else {number * 37}\n---\n{PROSE}{PROSE}\n[[{far}]] {folder}\n"
    )
    notes[f"{far}.md"] += f"\n[[other/{name_of(number)}]]\n"


def double_topic(notes, number):
    """A second note of the same words in the same folder, about the same video, linked and listed."""
    folder = path_of(number).partition("/")[0]
    twin = f"the_{name_of(number)}"
    notes[f"{folder}/{twin}.md"] = notes[path_of(number)]
    notes[path_of(number + 1)] += f"\n[[{twin}]]\n"
    notes[f"{folder}/{folder}.md"] = notes[f"{folder}/{folder}.md"].replace(
        f"- [[{name_of(number)}]]\n", f"- [[{name_of(number)}]]\n- [[{twin}]]\n"
    )


def empty(notes, number):
    links = notes[path_of(number)]
    notes[path_of(number)] = links.partition("From:")[0]


def listed_wrong(notes, number):
    folder = path_of(number).partition("/")[0]
    index = f"{folder}/{folder}.md"
    entry = f"- [[{name_of(number)}]]\n"
    notes[index] = notes[index].replace(
        f"- [[{name_of(number + 1)}]]\n", f"- [[{name_of(number + 1)}]]\n{entry}"
    )


def listed_nowhere(notes, number):
    folder = path_of(number).partition("/")[0]
    notes[f"{folder}/{folder}.md"] += f"- [[zzz planned topic nobody wrote {number}]]\n"


def fenced(notes, number):
    head, _, body = notes[path_of(number)].partition("<br/>\n\n")
    notes[path_of(number)] = f"{head}<br/>\n\n```markdown\n{body}```\n"


def file_beside(name, data):
    def spoil(notes, number):
        notes[name.replace("{n}", str(number))] = data

    return spoil


def shifted(notes, number):
    """All of the note's timestamps, minutes and seconds where hours and minutes belong."""
    times = ("07:09:00", "31:05:00", "58:44:00", "09:01:00")
    head, _, _ = notes[path_of(number)].partition("<a class")
    notes[path_of(number)] = head + "\n".join(ARROW.format(time) for time in times) + "\n"


def dashed(notes, number):
    added(f"[[{name_of(number + 1).replace('_', '-')}]]")(notes, number)


def shared_picture(notes, number):
    for folder in ("x", "y"):
        notes[f"{folder}/shared {number}.png"] = b"\x89PNG"
    added("![[x/shared {n}.png]] ![[y/shared {n}.png]] ![[shared {n}.png]]")(notes, number)


def odd_picture(notes, number):
    notes[f"pictures/odd #{number}.png"] = b"\x89PNG"
    added("![odd](/pictures/odd%20%23{n}.png)")(notes, number)


def other_folder(notes, number):
    folder = path_of(number).partition("/")[0]
    other = FOLDERS[FOLDERS.index(folder) - 1]
    notes[path_of(number)] = notes[path_of(number)].replace(f"From: [[{folder}]]", f"From: [[{other}]]")


def shortened(notes, number):
    head, _, rest = notes[path_of(number)].partition("What is told")
    notes[path_of(number)] = head + rest.partition("## How it goes\n\n")[2].partition("\n")[0] + "\n"


SPOILT = {  # code -> what is done to a note, and what that brings with it besides
    "KG101": (added("[[Nobody wrote this very page {n}]]"), {}),
    "KG102": (dashed, {}),
    "KG103": (lambda notes, n: added(f"[[{name_of(n + 1).upper()}]]")(notes, n), {}),
    "KG104": (shared_picture, {}),
    "KG105": (lambda notes, n: added(f"[[{name_of(n)}]]")(notes, n), {}),
    "KG106": (lambda notes, n: added(f"[[{name_of(n + 1)}#No such heading]]")(notes, n), {}),
    "KG107": (added("![[nothing-{n}.jpg]]"), {}),
    "KG108": (added("[[00:12:{n}]]"), {}),
    "KG201": (lonely, {}),
    "KG202": (silent, {}),
    "KG203": (isolated, {}),
    "KG204": (island, {"KG204": 2 * COUNT}),
    "KG205": (double_name, {"KG103": 3 * COUNT}),  # Quartz follows no name that two have
    "KG206": (double_topic, {}),
    "KG207": (empty, {"KG202": COUNT}),
    "KG208": (shortened, {}),
    "KG209": (replaced("title: {title}\n", ""), {}),
    "KG210": (file_beside("left {n}.png", b"\x89PNG"), {}),
    "KG211": (added("#leafs"), {}),
    "KG301": (listed_nowhere, {}),
    "KG302": (unlisted, {}),
    "KG303": (listed_wrong, {}),
    "KG304": (other_folder, {}),
    "KG401": (added(ARROW.format("00:75:12")), {}),
    "KG402": (shifted, {}),
    "KG403": (added(ARROW.format("HH:MM:SS")), {}),
    "KG404": (added(ARROW.format("N/A")), {}),
    "KG405": (added(ARROW.format("00:04:10:")), {}),
    "KG406": (replaced("videoId: {video}\n", ""), {}),
    "KG501": (replaced("title: {title}", 'title: "{title}'), {"KG406": COUNT}),
    "KG502": (replaced("title: {title}\n", "title: {title}\nup: [[alder]]\n"), {}),
    "KG503": (fenced, {"KG202": COUNT}),
    "KG504": (added("```python"), {}),
    "KG505": (added("[[half a link {n}]"), {}),
    "KG506": (as_latin, {}),
    "KG507": (odd_picture, {}),
    "KG508": (added("[a](<https://example.org/a b>)"), {}),
}


def test_nothing_is_found_in_the_clean_vault():
    assert findings(clean_vault())[["path", "check", "message"]].values.tolist() == []


@pytest.mark.parametrize("code", SPOILT)
def test_a_defect_planted_at_twenty_places_is_found_at_each_and_nothing_else(code):
    notes, (spoil, besides) = clean_vault(), SPOILT[code]
    for number in places(COUNT):
        spoil(notes, number)

    found = findings(notes)

    assert Counter(found["code"]) == {code: COUNT, **besides}


def test_every_check_has_a_defect_here():
    assert set(SPOILT) == {one.code for one in CHECKS}
