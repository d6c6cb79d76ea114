"""A figure of matplotlib that pyplot does not know; needs matplotlib."""
from __future__ import annotations

import io

from matplotlib.figure import Figure

__all__ = ["PlainFigure"]


class PlainFigure(Figure):
    """Jupyter shows it where it is the value of a cell, once, whether pyplot was imported or not."""

    def _repr_png_(self) -> bytes:
        png = io.BytesIO()
        self.savefig(png, format="png", bbox_inches="tight")
        return png.getvalue()
