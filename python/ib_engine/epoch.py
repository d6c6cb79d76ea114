"""An epoch as a client takes it: batches one after the other."""
from __future__ import annotations

import gc
import os
import queue
import threading
import time
import weakref
from collections import deque
from typing import TYPE_CHECKING, Any

from .batch import Batch
from .errors import ConnectionLost, EngineError, IbError, error_of
from .frames import pack, pack_text
from .loan import Loan

if TYPE_CHECKING:
    from .client import Engine

_ROOM_SECONDS = 30  # for other threads to drop a batch in, when all are referred to
_LOOK_SECONDS = 0.1


class Epoch:
    """The batches of an epoch, one after the other; closed behind the last.

    The next batch is announced while the caller works on one, so that nothing is waited for.
    Starting another epoch closes this one. Threads may take batches in turns; two at once are told.
    """

    def __init__(self, engine: Engine, opened: dict[str, Any]) -> None:
        self.seed: int = opened["seed"]
        self.number: int = opened["epoch"]  # -1 for validation
        self.steps: int = opened["steps"]  # of the whole epoch, the same on every rank
        self.slots: int = opened["slots"]  # batches that can be in memory at once
        self.state: str = opened["state"]  # moves on with every batch
        self.waited = 0.0  # seconds altogether
        self._engine = engine
        self._run: str = opened["run"]
        self._run_bytes = self._run.encode()
        self._next_message = pack({"type": "next", "run": self._run})
        self._asked: int = opened["step"]  # the first step not asked for yet
        self._due = 0  # batches asked for and not handed out yet
        self._arrived: deque[dict[str, Any]] = deque()
        self._held: dict[int, Any] = {}  # slots of what the caller holds, by step
        self._dropped: queue.SimpleQueue[int] = queue.SimpleQueue()  # steps; finalizers may put into it anywhere
        self._current: Batch | None = None
        self._kept: weakref.WeakSet[Batch] = weakref.WeakSet()
        self._closed = False
        self._failure: dict[str, Any] | None = None  # why there is no next batch, as a message of type error

    def __len__(self) -> int:
        return self.steps

    def __iter__(self) -> Epoch:
        return self

    def __next__(self) -> Batch:
        with self._engine._turn:
            return self._next()

    def _next(self) -> Batch:
        self._engine._raise_trouble()
        if self._failure is not None:
            raise error_of(self._failure)
        if self._closed:
            raise StopIteration
        self._engine._require_own_process()
        began = time.perf_counter()
        self._end_current()
        if self._due == 0 and not self._go_on():
            if self._asked >= self.steps:
                self._close()
                raise StopIteration
            self._await_room()
        message = self._await()
        self.waited += time.perf_counter() - began
        if message["type"] == "error":
            self._failure = message
            raise error_of(message)
        self._due -= 1
        batch = self._hand_out(message)
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
        if wanted and len(self._held) < self.slots:
            messages += self._next_message
            self._due += 1
            self._asked += 1
        if messages:
            self._engine._frames.send_packed(messages)
        return self._due > 0

    def _take_back(self) -> bytes:
        """Messages that give dropped batches back."""
        messages = b""
        while not self._dropped.empty():
            step = self._dropped.get_nowait()
            slot = self._held.pop(step, None)
            if slot is not None:
                self._engine._memory.give_back(slot)
                messages += pack_text(b'{"type":"release","run":"%b","step":%d}' % (self._run_bytes, step))
        return messages

    def _let_go(self, step: int) -> None:
        """Nothing refers to that batch any more. Called by a finalizer: from any thread, in the midst of anything."""
        slot = self._held.get(step)
        engine = self._engine
        if slot is None or not engine.is_open or os.getpid() != engine._process:
            return
        slot.leave()
        self._dropped.put(step)
        if engine._turn.take():  # else whoever has it, or the next call, gives it back
            try:
                self._go_on()
            except IbError as error:
                engine._trouble = error
            finally:
                engine._turn.give()

    def _await_room(self) -> None:
        """All batches in memory are referred to: garbage may be, and other threads may drop one soon."""
        gc.collect()
        until = time.monotonic() + _ROOM_SECONDS
        while not self._go_on():
            if threading.active_count() == 1 or time.monotonic() >= until:
                raise EngineError(
                    f"all {self.slots} batches in memory are kept, or arrays or tensors of them are still referred "
                    "to; drop or release one, take copies (batch.tensors(copy=True), PatchDataset(..., copy=True)), "
                    "or start ib serve with more --prefetch")
            try:
                self._dropped.put(self._dropped.get(timeout=_LOOK_SECONDS))
            except queue.Empty:
                pass

    def _await(self) -> dict[str, Any]:
        while not self._arrived:
            self._engine._receive()
        return self._arrived.popleft()

    def _hand_out(self, message: dict[str, Any]) -> Batch:
        memory = self._engine._memory
        slot = memory.slot(message["tensors"])
        step = message["step"]
        self._held[step] = slot  # before the loan, which may end at once
        batch = memory.batch(message, slot, Loan(self, step))
        self.state = batch.state
        self._current = batch
        return batch

    def close(self) -> None:
        """Ends the epoch and its batches, kept ones too. Arrays and tensors that are still referred to stay as they
        are: they become this process's own (not on a GPU, where they hold other batches later). Twice is harmless."""
        with self._engine._turn:
            self._close()

    def _close(self) -> None:
        if self._closed:
            return
        self._forget()
        self._engine._frames.send({"type": "close", "run": self._run})
        while self._await()["type"] != "closed":
            pass
        self._engine._epochs.pop(self._run, None)

    def _cut_short(self, reason: str) -> None:
        """From outside. To be told to whoever asks for the next batch: it must not look like the end."""
        handed_out = self._asked - self._due
        if handed_out < self.steps and self._failure is None:
            self._failure = {"code": "state", "message": f"the epoch was cut short at step {handed_out} of "
                                                         f"{self.steps}: {reason}"}

    def _forget(self) -> None:
        self._closed = True
        self._end_current()
        for batch in list(self._kept):
            batch.release()
        self._kept.clear()
        held = list(self._held.values())
        self._held.clear()
        memory = self._engine._memory
        for slot in held:
            memory.give_back(slot)
        memory.keep_lent(held)

    def __enter__(self) -> Epoch:
        return self

    def __exit__(self, *_: object) -> None:
        if self._engine._turn.is_mine():  # collected as garbage in the midst of a call; the next epoch closes it
            return
        try:
            if self._engine.is_open:
                self.close()
        except ConnectionLost:
            pass  # it is over, and what ended the loop is what counts

    def __repr__(self) -> str:
        what = "validation" if self.number < 0 else f"epoch {self.number} of seed {self.seed}"
        state = "closed" if self._closed else f"step {self._asked - self._due} of {self.steps}"
        return f"<Epoch: {what}, {state}>"
