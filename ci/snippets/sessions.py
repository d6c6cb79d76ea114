"""Runs the sh and python snippets of one document, in their order, in one shell and one scratch folder.

The scratch folder looks like the clone: `ib` and the folders that commands name are links. A tutorial gets nothing else,
for it has to lead from nothing to its end. Other documents find a dataset of four phantoms there: RAW, OUT and PRED,
and tiny folders in the layouts of other tools (layouts.py); their python snippets find the functions of names.py. A server that a snippet starts has to open its socket and to live
until the end of the document.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

LIMIT = 240  # seconds for a document; only one that hangs gets there
LINKS = ("ib", "ci", "examples", "java", "python")
CLASS = re.compile(r"^public (?:final )?class (\w+)", re.MULTILINE)
SOCKET = re.compile(r"--socket (\S+)")
TORCH = re.compile(r"^\s*(import torch|from ib_engine import losses|from ib_engine.torch_data)", re.MULTILINE)

HEAD = """set -euo pipefail
at() { printf '%s\\n' "$1" >"$IB_SNIPPETS/place"; }
fail() { printf '%s\\n' "$*" >&2; exit 1; }
end() {
  local job
  for job in $(jobs -p); do kill "$job" 2>/dev/null || true; done
  wait
}
trap end EXIT
await() { # SOCKET: the server that was started last has opened it
  until [ -S "$1" ]; do
    kill -0 "$!" 2>/dev/null || fail "the server of $1 has ended before it opened its socket"
    sleep 0.05
  done
}
prints() { # FILE TEXT
  grep -qF -- "$2" "$1" || fail "it does not print \\"$2\\" but: $(cat "$1")"
}
"""
TAIL = """at 'the end'
for job in $(jobs -p); do
  kill -0 "$job" 2>/dev/null || fail "a server that was started has ended before the last snippet"
done
"""


def is_tutorial(document):
    return Path(document).parent.name == "tutorials"


def modules_absent(python):
    """Which of the modules that python snippets need this Python lacks."""
    return {name for name in ("numpy", "torch", "torchdata", "monai", "lightning")
            if subprocess.run([python, "-c", f"import {name}"], capture_output=True).returncode != 0}


def needs(snippet, absent):
    """The module that keeps this snippet from running here, if there is one."""
    if snippet.comments.get("needs") in absent:
        return snippet.comments["needs"]
    if snippet.language == "python" and "numpy" in absent:
        return "numpy"
    return "torch" if snippet.language == "python" and "torch" in absent and TORCH.search(snippet.text) else None


def script(snippets, folder, python, names):
    """Writes the snippets to folder; returns the shell script that runs them."""
    parts = [HEAD]
    for number, snippet in enumerate(snippets):
        parts.append(f"at {shlex.quote(snippet.place)}")
        output = folder / f"{number}.out"
        if snippet.language == "java":
            file = CLASS.search(snippet.text)[1] + ".java"
            (folder / file).write_text(snippet.text)
            parts.append(f"cp {shlex.quote(str(folder / file))} .")
        else:
            source = folder / f"{number}.{snippet.language}"
            source.write_text(snippet.text)
            call = ["."] if snippet.language == "sh" else [python, *names]
            parts.append(f"{shlex.join([*call, str(source)])} >{shlex.quote(str(output))}")
        if snippet.language == "sh":
            parts += [f"await {shlex.quote(path)}" for path in SOCKET.findall(snippet.text)]
        if "prints" in snippet.comments:
            parts.append(f"prints {shlex.quote(str(output))} {shlex.quote(snippet.comments['prints'])}")
    return "\n".join([*parts, TAIL])


def run(root, document, snippets, scratch, data, python=sys.executable):
    """Runs these snippets of a document; returns what went wrong, or nothing."""
    scratch, folder = Path(scratch), Path(scratch).with_suffix(".snippets")
    scratch.mkdir()
    folder.mkdir()
    for name in LINKS:
        (scratch / name).symlink_to(Path(root) / name)
    names = []
    if not is_tutorial(document):
        names = [str(Path(__file__).with_name("names.py"))]
        for path in Path(data).iterdir():
            (shutil.copytree if path.is_dir() else shutil.copy)(path, scratch / path.name)
    (folder / "all.sh").write_text(script(snippets, folder, python, names))
    return wait_for(folder, scratch, {**os.environ, "IB_SNIPPETS": str(folder), "PYTHONPATH": str(Path(root) / "python")})


def wait_for(folder, scratch, environment):
    log = folder / "log"
    with open(log, "wb") as messages:
        process = subprocess.Popen(["bash", folder / "all.sh"], cwd=scratch, env=environment, stdin=subprocess.DEVNULL,
                                   stdout=messages, stderr=messages, start_new_session=True)
        try:
            code = process.wait(LIMIT)
            message = f"exit code {code}"
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
            message = f"not done after {LIMIT} s"
    if code == 0:
        return None
    said = log.read_text(errors="replace").splitlines()[-20:]
    return "\n    ".join([f"{(folder / 'place').read_text().strip()}: {message}", *said])
