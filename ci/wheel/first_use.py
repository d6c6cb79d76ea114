"""What ci/wheel_test.sh runs where only Python is: the example in ms/, from scans to a detection curve, without Java."""
import shutil
import subprocess
import sys
from pathlib import Path

import numpy

import ib_engine
from ib_engine import packed

SIZE = (64, 64, 64)


def ib(*words):
    """Runs the ``ib`` command of the wheel, and returns what it printed."""
    command = Path(sys.executable).with_name("ib")
    done = subprocess.run([str(command) if command.exists() else "ib", *words], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"ib {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def epoch(lesions):
    with ib_engine.open("out", patch_size=SIZE, batch_size=2) as engine:
        batches = [(batch.image.shape, [item.instance for item in batch.items]) for batch in engine.epoch(seed=7)]
    assert all(shape == (2, 2, *SIZE) for shape, _ in batches), batches
    shown = {instance for _, instances in batches for instance in instances if instance is not None}
    assert len(shown) == lesions, f"{len(shown)} of {lesions} lesions were shown"
    return len(batches)


def evaluate(lesions):
    """A network that marks every lesion whole finds all, without a false alarm."""
    label = packed.read_case(next(Path("out", "cases").iterdir()))["label"] > 0
    found = ib_engine.froc({"case": numpy.where(label, 0.9, 0.1)}, {"case": label.astype(numpy.uint8)},
                           connectivity=6, bootstrap=0)
    assert (found.all.instances, found.all.recall, found.false_positives) == (lesions, 1.0, 0), found


def main():
    assert shutil.which("java") is None, "there is a java on the path, so this would show nothing"
    print(ib("--version").strip())
    assert "cpu        available" in ib("backends")
    summary = ib_engine.prepare("ms", "out", layout="volumes")
    assert not summary.failures, summary.failures
    assert ib_engine.verify("out").problems == ()
    batches = epoch(summary.instances)
    ib("preview", "out", "-o", "sheet.png", "--patch-size", *map(str, SIZE))
    assert Path("sheet.png").read_bytes()[:4] == b"\x89PNG"
    evaluate(summary.instances)
    print(f"{batches} batches; each of {summary.instances} lesions shown, and found by froc")


if __name__ == "__main__":
    main()
