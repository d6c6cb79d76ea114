"""Runs a notebook from its first cell to its last, in its folder, and leaves the result, with pictures, in another file.

    notebook.py NOTEBOOK RESULT
"""
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

SECONDS = 600  # that one cell may take


def check_source(notebook, path):
    """Outputs change with every run and may be large, so the file in the repository has none."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and (cell.outputs or cell.execution_count is not None):
            sys.exit(f"notebook: {path} has outputs; clear them")


def check_links(notebook, path):
    for cell in notebook.cells:
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", cell.source if cell.cell_type == "markdown" else ""):
            if not Path(path).parent.joinpath(link).exists():
                sys.exit(f"notebook: {path} links to {link}, which is not there")


def pictures(notebook):
    return sum("image/png" in output.get("data", {})
               for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs)


def main(source, result):
    notebook = nbformat.read(source, as_version=4)
    check_source(notebook, source)
    check_links(notebook, source)
    NotebookClient(notebook, timeout=SECONDS, resources={"metadata": {"path": str(Path(source).parent)}}).execute()
    nbformat.write(notebook, result)
    said = "".join(output.text for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
                   if output.output_type == "stream" and output.name == "stderr")
    if "Warning" in said:
        sys.exit(f"notebook: a warning would meet every reader:\n{said}")
    print(f"notebook: {source} ran, {len(notebook.cells)} cells, {pictures(notebook)} pictures, in {result}")


if __name__ == "__main__":
    main(*sys.argv[1:])
