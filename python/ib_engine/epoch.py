"""An epoch as a client takes it: batches one after the other."""
import time
from collections import deque

from .errors import ConnectionLost, EngineError, error_of
from .frames import pack, pack_text


class Epoch:
    """The batches of an epoch, one after the other; closed behind the last.

    The next batch is announced while the caller works on one, so that nothing is waited for.
    Starting another epoch closes this one. Not thread-safe.
    """

    def __init__(self, engine, opened):
        self.seed = opened["seed"]
        self.number = opened["epoch"]  # -1 for validation
        self.steps = opened["steps"]  # of the whole epoch, the same on every rank
        self.slots = opened["slots"]  # batches that can be in memory at once
        self.state = opened["state"]  # moves on with every batch
        self.waited = 0.0  # seconds altogether
        self._engine = engine
        self._run = opened["run"]
        self._run_bytes = self._run.encode()
        self._next_message = pack({"type": "next", "run": self._run})
        self._asked = opened["step"]  # the first step not asked for yet
        self._due = 0  # batches asked for and not handed out yet
        self._arrived = deque()
        self._held = {}  # by step: in the caller's hands
        self._current = None
        self._closed = False
        self._failure = None  # why there is no next batch, as a message of type error

    def __len__(self):
        return self.steps

    def __iter__(self):
        return self

    def __next__(self):
        with self._engine._unless_interrupted:
            return self._next()

    def _next(self):
        if self._failure is not None:
            raise error_of(self._failure)
        if self._closed:
            raise StopIteration
        self._engine._require_own_process()
        if self._due == 0 and not self._go_on():
            return self._no_batch()
        began = time.perf_counter()
        message = self._await()
        self.waited += time.perf_counter() - began
        if message["type"] == "error":
            self._failure = message
            raise error_of(message)
        self._due -= 1
        self._go_on(about_to_hold=1)
        return self._hand_out(message)

    def _go_on(self, about_to_hold=0):
        """Gives the last batch back and asks for another, if there is one and room for it."""
        messages = self._end_current()  # one system call for both
        if self._asked < self.steps and len(self._held) + about_to_hold < self.slots:
            messages += self._next_message
            self._due += 1
            self._asked += 1
        if messages:
            self._engine._frames.send_packed(messages)
        return self._due > 0

    def _end_current(self):
        batch, self._current = self._current, None
        if batch is None or batch.kept or self._held.pop(batch.step, None) is None:
            return b""
        batch._end()
        return self._release_message(batch.step)

    def _release_message(self, step):
        return pack_text(b'{"type":"release","run":"%b","step":%d}' % (self._run_bytes, step))

    def _give_back(self, step):
        if self._held.pop(step, None) is not None:
            self._engine._frames.send_packed(self._release_message(step))

    def _await(self):
        while not self._arrived:
            self._engine._receive()
        return self._arrived.popleft()

    def _no_batch(self):
        if self._asked < self.steps:
            raise EngineError(f"all {self.slots} batches in memory are kept; release one, or start "
                              "ib serve with more --prefetch")
        self.close()
        raise StopIteration

    def _hand_out(self, message):
        memory = self._engine._memory
        batch = memory.batch(message, memory.arrays(message["tensors"]), self._give_back)
        self.state = message["state"]
        self._held[batch.step] = self._current = batch
        return batch

    def close(self):
        """Ends the epoch; all its batches go back, kept ones too. Twice is harmless."""
        if self._closed:
            return
        with self._engine._unless_interrupted:
            self._forget()
            self._engine._frames.send({"type": "close", "run": self._run})
            while self._await()["type"] != "closed":
                pass
            del self._engine._epochs[self._run]

    def _cut_short(self, reason):
        """From outside. To be told to whoever asks for the next batch: it must not look like the end."""
        handed_out = self._asked - self._due
        if handed_out < self.steps and self._failure is None:
            self._failure = {"code": "state", "message": f"the epoch was cut short at step {handed_out} of "
                                                         f"{self.steps}: {reason}"}

    def _forget(self):
        self._closed = True
        for batch in self._held.values():
            batch._end()
        self._held.clear()
        self._current = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            if self._engine.is_open:
                self.close()
        except ConnectionLost:
            pass  # it is over, and what ended the loop is what counts
