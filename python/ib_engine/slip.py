"""The name that somebody meant who wrote another, as ``ib`` guesses it (Slip.java)."""
from __future__ import annotations

import re
from collections.abc import Iterable

_SHORTEST_TO_GUESS = 3  # letters; every short word is like some name


def closest(written: str, names: Iterable[str]) -> str | None:
    """The closest of the names if it is close enough; of equally close ones, the first by letters."""
    wanted = _letters(written)
    if len(wanted) < _SHORTEST_TO_GUESS:
        return None
    found = min((_slips(wanted, _letters(name)), name) for name in names)
    return found[1] if found[0] <= (1 if len(wanted) < 6 else 2) else None


def unknown_option(owner: str, written: str, names: Iterable[str]) -> TypeError:
    """For a name that is not an option, with the one that was meant."""
    meant = closest(written, names)
    return TypeError(f"{owner} has no option {written}" + (f"; did you mean {meant}?" if meant else ""))


def _letters(name: str) -> str:
    return re.sub("[-_.]", "", name).lower()


def _slips(a: str, b: str) -> int:
    """Letters added, left out, exchanged or swapped with their neighbour; 0 for the same, 1 for a beginning."""
    if b.startswith(a) and len(a) > _SHORTEST_TO_GUESS:
        return 0 if a == b else 1
    rows = [list(range(len(b) + 1))]
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(rows[-1][j - 1] + (letter != other), rows[-1][j] + 1, row[-1] + 1)
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
