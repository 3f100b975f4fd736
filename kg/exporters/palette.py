"""The colours of pictures: the same in the explorer, in small pages and in files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Eight of Okabe and Ito (2008) and four more, told apart without red and green; each in a form dark enough
# for light paper and one light enough for dark, at least 3:1 against it. As in frontend/src/view/palette.ts.
LIGHT: Final = tuple(
    f"#{colour}"
    for colour in [
        "0072b2",
        "c77700",
        "00906a",
        "b85c91",
        "2b8cc4",
        "cc5200",
        "948000",
        "7a5ab5",
        "8c5a2b",
        "5f8a1f",
        "128087",
        "c22f63",
    ]
)
DARK: Final = tuple(
    f"#{colour}"
    for colour in [
        "4fa8e0",
        "f0a733",
        "2bc49a",
        "e79ac4",
        "8ccbf5",
        "ff8a4c",
        "eadf5a",
        "b79cf0",
        "c9986b",
        "a9c95a",
        "5cd3d8",
        "ff7fa8",
    ]
)
GREY: Final = "#8a94a0"
GREY_ON_DARK: Final = "#76818d"
PAPER: Final = "#fbfcfe"
INK: Final = "#161b22"


def rgb(colours: Sequence[str]) -> NDArray[np.uint8]:
    """Red, green and blue of each colour, 0 to 255.

    Example:
        >>> rgb(["#0072b2"]).tolist()
        [[0, 114, 178]]
    """
    return np.array([list(bytes.fromhex(colour[1:])) for colour in colours], np.uint8)


def variables() -> str:
    """The colours as a style sheet's variables, ``--colour-0`` and so on, for light and dark pages."""
    light, dark = (
        ";".join(
            (*(f"--colour-{number}:{colour}" for number, colour in enumerate(colours)), f"--grey:{grey}")
        )
        for colours, grey in ((LIGHT, GREY), (DARK, GREY_ON_DARK))
    )
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
