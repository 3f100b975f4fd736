"""A dialect: how a family of programs writes links and names pages, where that differs from Obsidian's way.

Part of a profile: its tables ``[syntax]`` and ``[pages]``. Every default is Obsidian's way.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Syntax:
    """What is written otherwise.

    Attributes:
        label_first: ``[[label|target]]``: what stands before the pipe is shown (J1).
        scheme: What may stand before a target and is no part of it: ``dendron://`` (J1).
        ranges: Whether ``#start:#end`` is a heading and how far to go on from there (J1).
        hashtags: Whether ``#word`` is a tag.
        tag_page: The page that ``#word`` and an entry of ``tags`` link to instead of being a tag, with
            ``{value}`` for the word (H1, J1).
        tag_marks: What such a word may hold beside letters, digits, ``_``, ``-`` and ``/``.
        user_page: The page that ``@word`` links to, likewise (J1).
        names: Properties, and inline fields at a note's head, whose value is a further name of the note.
        block_names: Inline fields anywhere in a note whose value is a name of the block, so of the note (H1).
        page_lists: Inline fields whose value is a list of pages, with commas and without brackets (H1).
        block_references: Whether ``((name))`` links to a block (H1).
        macros: Whether ``{{embed …}}`` embeds and ``[label]([[page]])`` has a label (H1).
        trails: Whether letters behind a link belong to its label, and ``[[a (b)|]]`` shows ``a`` (I1).
        html_links: Whether ``href`` and ``src`` of HTML tags are links (G1).
        property_links: Whether wikilinks in properties are links (G1).
        comment_links: Whether links between ``%%`` are links (G1).
    """

    label_first: bool = False
    scheme: str = ""
    ranges: bool = False
    hashtags: bool = True
    tag_page: str = ""
    tag_marks: str = ""
    user_page: str = ""
    names: tuple[str, ...] = ()
    block_names: tuple[str, ...] = ()
    page_lists: tuple[str, ...] = ()
    block_references: bool = False
    macros: bool = False
    trails: bool = False
    html_links: bool = False
    property_links: bool = True
    comment_links: bool = True


@dataclass(frozen=True, slots=True)
class Pages:
    """How pages are called, and so which file a link means.

    Attributes:
        match: ``name``: by the whole name of a page, wherever its file lies; ``slug``: by the address on a
            site published with Quartz.
        links: For ``slug``, how the site reads a path: ``shortest``, ``absolute`` or ``relative`` (G1).
        folder: Folder that new pages are put into; empty for the one of the note that asks for them.
        folders: Folders that hold pages and are no part of their names; ``*`` stands for any.
        slash: What file names have where a page's name has ``/`` (H1); empty if pages lie in folders.
        escapes: Whether file names hold percent escapes (H1).
        journal: Folder of notes named by their day, ``2024_05_01.md`` (H1); empty for none.
        days: What such a day is called: ``{month}``, ``{mon}``, ``{day}``, ``{nth}``, ``{year}`` and so on.
        underscores: Whether ``_`` and runs of blanks are one blank (I1).
        capital: Whether the first letter's case makes no difference (I1).
        case: Whether the case of the other letters does (I1).
        namespaces: Prefixes, such as ``Category``, whose pages lie in a folder of that name (I1).
        files: Prefix by which links name files that are no notes: ``File`` (I1).
    """

    match: str = "name"
    links: str = "shortest"
    folder: str = ""
    folders: tuple[str, ...] = ()
    slash: str = ""
    escapes: bool = False
    journal: str = ""
    days: tuple[str, ...] = ()
    underscores: bool = False
    capital: bool = False
    case: bool = False
    namespaces: tuple[str, ...] = ()
    files: str = ""
