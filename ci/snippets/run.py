"""Runs or checks every snippet of the documents below a folder. Exit code 1 if something is wrong with one.

Usage: run.py [ROOT]    ROOT: the clone, this one if none is given
"""

import concurrent.futures
import gzip
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import checks
import cuts
import documents
import fragments
import layouts
import sessions

CLONE = Path(__file__).resolve().parents[2]


def ib(*arguments):
    made = subprocess.run([CLONE / "ib", *arguments], capture_output=True, text=True)
    if made.returncode:
        raise SystemExit(f"snippets: {made.stdout}{made.stderr}")


def make_data(folder):
    """What documents other than tutorials find in their folder: raw cases in every layout, a dataset, predictions."""
    raw, prepared, predicted = (folder / name for name in ("RAW", "OUT", "PRED"))
    for arguments in (["synth", raw, "--cases", "4", "--size", "128", "112", "96", "--lesions", "6"],
                      ["prepare", raw, prepared, "--layout", "volumes", "--patch-size", "32", "32", "32"]):
        ib(*arguments)
    phantoms = folder / "phantoms"
    ib("synth", phantoms, "--cases", "4", "--size", "26", "22", "18", "--lesions", "3", "--radius", "1", "3",
       "--modalities", "FLAIR,T1")
    layouts.make(phantoms, folder)
    shutil.rmtree(phantoms)
    predicted.mkdir()
    for mask in sorted(raw.glob("*/GT.nii.gz")):
        predict(mask, predicted / f"{mask.parent.name}.nii.gz")


def predict(mask, file):
    """Writes a prediction that is right everywhere: probability 0.9 where the mask, of uint8, is above 0, else 0.1."""
    content = gzip.decompress(mask.read_bytes())
    begin = int(struct.unpack_from("<f", content, 108)[0])
    header = bytearray(content[:begin])
    struct.pack_into("<hh", header, 70, 16, 32)  # float32
    voxels = struct.pack("<f", 0.9), struct.pack("<f", 0.1)
    file.write_bytes(gzip.compress(header + b"".join(voxels[0] if label else voxels[1] for label in content[begin:]), 1))


def run_documents(root, by_document, scratch, data):
    absent = sessions.modules_absent(sys.executable)
    skipped = {}
    jobs = {}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        for number, (document, snippets) in enumerate(by_document.items()):
            shown = [snippet for snippet in snippets if snippet.is_run and in_session(snippet)]
            for module in filter(None, (sessions.needs(snippet, absent) for snippet in shown)):
                skipped[module] = skipped.get(module, 0) + 1
            shown = [snippet for snippet in shown if not sessions.needs(snippet, absent)]
            if shown:
                jobs[document] = pool.submit(sessions.run, root, document, shown, scratch / str(number), data)
    for module, count in skipped.items():
        print(f"snippets: {count} of python skipped, {sys.executable} has no {module} (Debian: python3-{module})")
    return [message for message in (job.result() for job in jobs.values()) if message]


def in_session(snippet):
    """Whether a snippet belongs to the shell session of its document; fragments of Java run elsewhere."""
    return snippet.language != "java" or sessions.CLASS.search(snippet.text) is not None


def unused_classes(snippets):
    """Classes that a document shows whole and never runs."""
    for snippet in snippets:
        match = sessions.CLASS.search(snippet.text) if snippet.language == "java" and snippet.is_run else None
        if match and not any(f"{match[1]}.java" in other.text for other in snippets if other.language == "sh"):
            yield f"{snippet.place}: no command of the document runs {match[1]}.java"


def check(root, data=None):
    """What is wrong with the snippets below root, and how many there are."""
    root = Path(root).resolve()
    by_document, wrong = {}, []
    for document in documents.documents(root):
        by_document[document], faults = documents.read(root, document)
        wrong += faults + list(unused_classes(by_document[document]))
    snippets = [snippet for of in by_document.values() for snippet in of]
    wrong += cuts.check(root, [snippet for snippet in snippets if snippet.cut_from])
    with tempfile.TemporaryDirectory(prefix="ib-") as scratch:
        scratch = Path(scratch)
        if data is None:
            data = scratch / "data"
            data.mkdir()
            make_data(data)
        java = fragments.Java(CLONE, scratch)
        wrong += checks.check(CLONE, [snippet for snippet in snippets if snippet.only_checked], java.parse)
        pieces = [snippet for snippet in snippets
                  if snippet.language == "java" and not snippet.cut_from and not in_session(snippet)]
        wrong += java.check(pieces, scratch, data / "OUT") if pieces else []
        wrong += run_documents(CLONE, by_document, scratch, data)
    return wrong, snippets


def main(root=CLONE):
    started = time.monotonic()
    wrong, snippets = check(root)
    for message in wrong:
        print(f"snippets: {message}")
    count = {name: sum(1 for snippet in snippets if condition(snippet)) for name, condition in (
        ("run", lambda snippet: snippet.is_run), ("cut from sources", lambda snippet: snippet.cut_from),
        ("only checked", lambda snippet: snippet.only_checked))}
    print("snippets: " + ", ".join(f"{number} {name}" for name, number in count.items()) +
          f"; {len(wrong)} wrong, in {time.monotonic() - started:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
