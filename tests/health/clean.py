"""A vault in which no check finds anything, and ways to spoil a note of it."""

from __future__ import annotations

SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qui", "ro", "su", "ta")
FOLDERS = ("alder", "birch", "cedar")
A_FOLDER = 24
PROSE = (
    "What is told here takes some thirty words, so that nobody calls it a stub, and each sentence is plain: "
    "one looks, one writes down what one saw, and one goes home before it rains again. "
)


def name_of(number):
    """A name of two long words that looks like no other."""
    first, second = number * 7 + 3, number * 11 + 5
    return f"{_word(first, 1)}_{_word(second, 5)}"


def _word(number, turn):
    size = len(SYLLABLES)
    parts = (number % size, (number // size + turn * number) % size, (3 * number + turn) % size, turn % size)
    return "".join(SYLLABLES[part] for part in parts)


def video_of(number):
    return f"video-{number:05d}"


def clean_vault():
    """Three channels of notes in a ring, each listed under its video; a picture that is shown; one tag."""
    notes = {"picture.png": b"\x89PNG"}
    numbers = iter(range(len(FOLDERS) * A_FOLDER))
    for folder in FOLDERS:
        mine = [next(numbers) for _ in range(A_FOLDER)]
        for place, number in enumerate(mine):
            after = [name_of(mine[(place + step) % A_FOLDER]) for step in (1, 2)]
            notes[f"{folder}/{name_of(number)}.md"] = note(folder, number, after)
        lists = [
            f"### [On {name_of(n)}](https://www.youtube.com/watch?v={video_of(n)})\n- [[{name_of(n)}]]\n"
            for n in mine
        ]
        notes[f"{folder}/{folder}.md"] = f"---\ntitle: {folder}\n---\n" + "\n".join(lists)
    first = f"{FOLDERS[0]}/{name_of(0)}.md"
    notes[first] += "\n![[picture.png]]\n"
    return notes


def note(folder, number, after):
    title = name_of(number).replace("_", " ")
    links = " ".join(f"[[{name}]]" for name in after)
    stamp = f"00:0{number % 10}:{number % 50 + 10}"
    return (
        f"---\ntitle: {title}\nvideoId: {video_of(number)}\n---\nFrom: [[{folder}]] <br/>\n\n"
        f"{PROSE}\n\n## How it goes\n\n{links} #leaf\n\n"
        f'<a class="yt-timestamp" data-t="{stamp}">[{stamp}]</a> a moment.\n'
    )


def places(count=20):
    """Numbers of notes to spoil, none next to another in the ring."""
    per = (A_FOLDER - 1) // 3 if count <= 21 else count
    numbers = [folder * A_FOLDER + 3 * step + 1 for folder in range(len(FOLDERS)) for step in range(per)]
    return numbers[:count]


def path_of(number):
    return f"{FOLDERS[number // A_FOLDER]}/{name_of(number)}.md"
