"""Notes the clone that a package is built from, so that it finds the engine there: see ib_engine/runtime.py."""
import os
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent


class Build(build_py):
    def run(self):
        super().run()
        package = Path(self.build_lib, "ib_engine")
        if self.editable_mode or (package / "_runtime").exists():
            return  # it lies in the clone, or brings an engine along
        if os.access(HERE.parent / "ib", os.X_OK):
            (package / "_checkout.txt").write_text(f"{HERE.parent}\n", encoding="utf-8")


setup(cmdclass={"build_py": Build})
