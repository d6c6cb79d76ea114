"""A run of batches as the server knows it: which were asked for, came, are held and go back."""
from __future__ import annotations

import gc
import queue
import threading
import time
import weakref
from collections import deque
from typing import Any

from .batch import Batch
from .connection import Connection
from .errors import EngineError, error_of
from .frames import pack, pack_text
from .loan import Loan

_ROOM_SECONDS = 30  # for other threads to drop a batch in, when all are referred to
_LOOK_SECONDS = 0.1
_SOON_SECONDS = 0.02


class Run:
    """An epoch or the validation while it is open.

    The next batch is announced while the caller works on one, so that nothing is waited for. All
    but ``let_go`` is called in the turn of whoever uses the connection.
    """

    def __init__(self, connection: Connection, opened: dict[str, Any]) -> None:
        self.steps: int = opened["steps"]
        self.slots: int = opened["slots"]
        self.options: dict[str, Any] | None = opened.get("options")  # what the epoch was opened with
        self.held: dict[int, Any] = {}  # slots of what the caller holds, by step
        self.is_closed = False
        self._connection = connection
        self._name: str = opened["run"]
        self._name_bytes = self._name.encode()
        self._next_message = pack({"type": "next", "run": self._name})
        self._asked: int = opened["step"]  # the first step not asked for yet
        self._due = 0  # batches asked for and not handed out yet
        self._arrived: deque[dict[str, Any]] = deque()
        self._dropped: queue.SimpleQueue[int] = queue.SimpleQueue()  # steps; finalizers may put into it anywhere
        self._current: Batch | None = None
        self._kept: weakref.WeakSet[Batch] = weakref.WeakSet()
        self._failure: dict[str, Any] | None = None  # why there is no next batch, as a message of type error
        connection.runs[self._name] = self

    @property
    def handed_out(self) -> int:
        """The first step that was not handed out yet."""
        return self._asked - self._due

    def await_batch(self) -> dict[str, Any] | None:
        """Ends the batch that was handed out last, unless it is kept, and waits for the next; None after the last."""
        if self._failure is not None:
            raise error_of(self._failure)
        if self.is_closed:
            return None
        self._connection.require_own_process()
        self._end_current()
        if self._due == 0 and not self._go_on():
            if self._asked >= self.steps:
                self.close()
                return None
            self._await_room()
        message = self._await()
        if message["type"] == "error":
            self._failure = message
            raise error_of(message)
        return message

    def hand_out(self, message: dict[str, Any]) -> Batch:
        """The batch of such a message; the next one is asked for, if there is room."""
        self._due -= 1
        memory = self._connection.memory
        slot = memory.slot(message["tensors"])
        step = message["step"]
        message["options"] = self.options
        self.held[step] = slot  # before the loan, which may end at once
        batch = self._current = memory.batch(message, slot, Loan(self, step))
        batch.of_open = self._connection.of_open
        self._go_on()
        return batch

    def _end_current(self) -> None:
        batch, self._current = self._current, None
        if batch is not None:
            if batch.kept:
                self._kept.add(batch)
            else:
                batch.release()

    def _go_on(self) -> bool:
        """Gives back what nothing refers to any more and asks for another batch, if there is one and room for it."""
        messages = self._take_back()  # one system call for both
        wanted = self._due == 0 and self._asked < self.steps and self._failure is None
        if wanted and len(self.held) < self.slots:
            messages += self._next_message
            self._due += 1
            self._asked += 1
        if messages:
            self._connection.frames.send_packed(messages)
        return self._due > 0

    def _take_back(self) -> bytes:
        """Messages that give dropped batches back."""
        messages = b""
        while not self._dropped.empty():
            step = self._dropped.get_nowait()
            slot = self.held.pop(step, None)
            if slot is not None:
                self._connection.memory.give_back(slot)
                messages += pack_text(b'{"type":"release","run":"%b","step":%d}' % (self._name_bytes, step))
        return messages

    def let_go(self, step: int) -> None:
        """Nothing refers to that batch any more. Called by a finalizer: from any thread, in the midst of anything."""
        slot = self.held.get(step)
        if slot is not None and self._connection.is_usable:
            slot.leave()
            self._dropped.put(step)
            self._connection.in_passing(self._go_on)

    def _await_room(self) -> None:
        """All batches in memory are referred to: other threads may drop one soon, and garbage may be."""
        if not self._await_drop(_SOON_SECONDS if threading.active_count() > 1 else 0):
            gc.collect()  # with torch it takes longer than a batch
        until = time.monotonic() + _ROOM_SECONDS
        while not self._go_on():
            if threading.active_count() == 1 or time.monotonic() >= until:
                raise EngineError(
                    f"all {self.slots} batches in memory are kept, or arrays or tensors of them are still referred "
                    "to; drop or release one, take copies (batch.tensors(copy=True), PatchDataset(..., copy=True)), "
                    f"or {self._connection.more_batches}")
            self._await_drop(_LOOK_SECONDS)

    def _await_drop(self, seconds: float) -> bool:
        try:
            self._dropped.put(self._dropped.get(timeout=seconds))
            return True
        except queue.Empty:
            return False

    def arrive(self, message: dict[str, Any]) -> None:
        self._arrived.append(message)

    def _await(self) -> dict[str, Any]:
        while not self._arrived:
            self._connection.receive()
        return self._arrived.popleft()

    def close(self) -> None:
        if self.is_closed:
            return
        self.forget("its epoch has ended")
        self._connection.frames.send({"type": "close", "run": self._name})
        while self._await()["type"] != "closed":
            pass
        self._connection.runs.pop(self._name, None)

    def forget(self, why: str) -> None:
        self.is_closed = True
        self._connection.ended[self._name] = self.handed_out
        current, self._current = self._current, None
        for batch in [*self._kept, current]:
            if batch is not None:
                batch.end(why)
        self._kept.clear()
        held = list(self.held.values())
        self.held.clear()
        memory = self._connection.memory
        for slot in held:
            memory.give_back(slot)
        memory.keep_lent(held)

    def cut_short(self, reason: str) -> None:
        if self.handed_out < self.steps and self._failure is None:
            self._failure = {"code": "state", "message": f"the epoch was cut short at step {self.handed_out} of "
                                                         f"{self.steps}: {reason}"}
