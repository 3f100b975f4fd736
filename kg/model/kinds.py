"""The closed vocabularies: each enum is one column's set of values, each comment is the definition."""

from __future__ import annotations

from enum import StrEnum


class NodeKind(StrEnum):
    """What a node is. Profiles may declare more kinds; these are the ones every vault has."""

    NOTE = "note"  # a Markdown file
    INDEX = "index"  # a Markdown file whose sections list other notes (profiles say which)
    TAG = "tag"  # a hashtag or an entry of the `tags` property
    ATTACHMENT = "attachment"  # any other file of the vault that something links to
    EXTERNAL = "external"  # an address outside the vault
    MISSING = "missing"  # a page that is linked but not written


class EdgeKind(StrEnum):
    """Why two nodes are joined. Profiles may declare more kinds; these are the core's."""

    LINKS_TO = "links_to"  # a link in a note's body or properties
    EMBEDS = "embeds"  # an embedded note or file
    TAGGED = "tagged"  # note -> tag
    LINKS_OUT = "links_out"  # note -> external address


class MentionKind(StrEnum):
    """By which syntax a note mentions something."""

    LINK = "link"  # [[target]]
    EMBED = "embed"  # ![[target]]
    MARKDOWN = "markdown"  # [label](target), ![alt](target), [label][reference]
    FRONTMATTER = "frontmatter"  # a wikilink inside a property's text
    TAG = "tag"  # #tag, or an entry of the `tags` property
    URL = "url"  # <https://…> or a bare https://…
    CANVAS = "canvas"  # a file card of a JSON canvas


class Context(StrEnum):
    """The kind of place a mention stands in."""

    BODY = "body"  # running text, lists included
    HEADING = "heading"  # inside a heading
    CALLOUT = "callout"  # inside a quote that starts with [!kind]
    QUOTE = "quote"  # inside any other block quote
    TABLE = "table"  # inside a table
    FOOTNOTE = "footnote"  # inside a footnote's definition
    COMMENT = "comment"  # between %% and %%
    PROPERTY = "property"  # in the front matter
    FROM_LINE = "from_line"  # in a line a profile declares as structural, such as `From: [[channel]]`
    INDEX_LIST = "index_list"  # a list item of an index page's section
    CANVAS = "canvas"  # on a canvas


class Fragment(StrEnum):
    """What the part after ``#`` of a link points at."""

    HEADING = "heading"  # #Heading or #Heading#Sub-heading
    BLOCK = "block"  # #^id
    OTHER = "other"  # page=3, t=90 …


class Outcome(StrEnum):
    """What a mention's target turned out to be, under one rule set. Each mention has exactly one."""

    EXACT = "exact"  # the name as written is that of one file
    PATH = "path"  # found by a path: relative, from the root, or with folders
    CASE = "case"  # found only because case was ignored
    ALIAS = "alias"  # found only by an alias
    FOLDED = "folded"  # found only after folding blanks, punctuation and case
    AMBIGUOUS = "ambiguous"  # several files fit (the target, if any, is the rule set's pick)
    MISSING = "missing"  # no file fits: a dangling link
    EXTERNAL = "external"  # an address, not a page
    SELF = "self"  # the note itself


class RuleSet(StrEnum):
    """A way of finding the file a link means."""

    OBSIDIAN = "obsidian"  # as the Obsidian app does, aliases last
    QUARTZ = "quartz"  # as a site published with Quartz does
    RELATIVE = "relative"  # obsidian, but Markdown links are relative to their own folder
    FOLDED = "folded"  # obsidian, then what the writer meant: equal after folding


class Origin(StrEnum):
    """Where a name of a node comes from."""

    PATH = "path"  # the file name without its suffix
    TITLE = "title"  # the `title` property
    ALIAS = "alias"  # the `aliases` property
    LABEL = "label"  # a label seen in a link that resolved to the node


class Form(StrEnum):
    """By which syntax a note cites a moment of a video."""

    ANCHOR = "anchor"  # an HTML anchor a profile declares, <a class="yt-timestamp" data-t="00:01:02">
    LINK = "link"  # [label](#t=62) or [label](1:02)
    BARE = "bare"  # [00:01:02]


class FaultCode(StrEnum):
    """Why content could not be read as meant, or should be looked at."""

    UNREADABLE = "unreadable"  # the file could not be opened or vanished during the run
    TOO_LARGE = "too-large"  # the file is larger than any note (256 MiB); its content is not read
    SYMLINK = "symlink"  # a symbolic link, not followed: it may lead out of the vault or in a circle
    NOT_UTF8 = "not-utf8"  # bytes that are not UTF-8, each read as "?"
    ODD_NAME = "odd-name"  # a file name that no link can address, or that is not UTF-8
    BAD_YAML = "bad-yaml"  # front matter that is no valid YAML mapping
    UNQUOTED_LINK = "unquoted-link"  # [[x]] without quotes in the front matter: YAML reads nested lists
    BAD_CANVAS = "bad-canvas"  # a canvas file that is no valid JSON canvas
    BAD_IDENTIFIER = "bad-identifier"  # a property that should name a node but does not fit its pattern
    BAD_URL = "bad-url"  # an address that is no valid IRI
    FOLDER_MISMATCH = "folder-mismatch"  # the structural line names another folder than the note's own
    MOMENT_UNREADABLE = "moment-unreadable"  # a timestamp no reading fits
    MOMENT_REPAIRED = "moment-repaired"  # a timestamp read despite stray characters or odd field widths
    MOMENT_PLACEHOLDER = "moment-placeholder"  # the literal HH:MM:SS
    MOMENT_NO_VALUE = "moment-no-value"  # an anchor that lacks its value attribute
    MOMENT_LABEL_DIFFERS = "moment-label-differs"  # the visible time is not the anchor's value
    MOMENT_OUT_OF_RANGE = "moment-out-of-range"  # a minute or second above 59
    MOMENT_IMPLAUSIBLE = "moment-implausible"  # later than any video of this kind can be long
    MOMENT_NO_VIDEO = "moment-no-video"  # a timestamp in a note that names no video
    BAD_ROW = "bad-row"  # a row of an imported table that could not be used
