"""Where an epoch stands, and what it was opened with."""
from __future__ import annotations

import json
from typing import Any, NamedTuple


class Position(NamedTuple):
    """The server's token, short, because it comes with every batch, and the options, which it says once.

    ``options`` is None where the server leaves them out: they are too long, or it is of an earlier version.
    """

    token: str
    options: dict[str, Any] | None

    def state(self) -> str:
        """As ``Epoch.state()`` in Java: the token's JSON with the options."""
        if self.options is None:
            return self.token
        return json.dumps({**json.loads(self.token), "options": self.options}, ensure_ascii=False)

    def draws_transforms(self) -> bool:
        """Whether the epoch's patches may be warped or changed in their intensities, as far as the options are known."""
        return self.options is not None and "transforms" in self.options["sampling"]["augmentation"]
