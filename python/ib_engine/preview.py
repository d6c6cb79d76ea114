"""A picture of what an epoch shows."""
from __future__ import annotations

from .paths import PathLike


class Preview:
    """A contact sheet as ``ib preview`` draws it; Jupyter shows it. ``png`` is empty where there is nothing to draw."""

    def __init__(self, png: bytes, text: str) -> None:
        self.png = png
        self.text = text  # what ib preview says, such as which instances are never seen

    def save(self, path: PathLike) -> None:
        """Writes the PNG file."""
        with open(path, "wb") as file:
            file.write(self.png)

    def _repr_png_(self) -> bytes | None:
        return self.png or None

    def __repr__(self) -> str:
        return f"<Preview: {self.text.strip()}>"
