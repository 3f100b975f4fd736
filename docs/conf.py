"""How Sphinx makes a site of these pages: `./run docs` and a test run it, and a warning is an error."""  # noqa: INP001  # a script

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE: Final = Path(__file__).resolve().parent
LINK: Final = re.compile(r"(?<!!)\[([^\[\]]*)\]\(((?:\.\./)+[^)\s]*)\)")

project = "kg"
html_title = "kg"
extensions = ["myst_parser"]
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_domain_indices = False
html_use_index = False


def keep_inside(app: Sphinx, docname: str, source: list[str]) -> None:
    """Leave the text of links to the project's other files: on the site they are not there."""
    del app

    def kept(link: re.Match[str]) -> str:
        target = os.path.normpath((HERE / docname).parent / link[2].partition("#")[0])
        return link[0] if Path(target).is_relative_to(HERE) else link[1]

    source[0] = LINK.sub(kept, source[0])


def setup(app: Sphinx) -> dict[str, bool]:
    """Add what Sphinx does not do by itself."""
    app.connect("source-read", keep_inside)
    return {"parallel_read_safe": True}
