"""Notes the clone that a package is built from, so that it finds the engine there: see ib_engine/runtime.py.

With the engine inside (ci/wheel.sh), the wheel is for one platform, which IB_WHEEL_PLATFORM names.
"""
import os
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).resolve().parent
HAS_ENGINE = (HERE / "ib_engine" / "_runtime").exists()


class Build(build_py):
    def run(self):
        super().run()
        if self.editable_mode or HAS_ENGINE:
            return  # it lies in the clone, or brings an engine along
        if os.access(HERE.parent / "ib", os.X_OK):
            Path(self.build_lib, "ib_engine", "_checkout.txt").write_text(f"{HERE.parent}\n", encoding="utf-8")


class WithEngine(Distribution):
    """Not for every platform, though nothing is compiled here."""

    def has_ext_modules(self):
        return HAS_ENGINE


def commands():
    if not HAS_ENGINE:
        return {"build_py": Build}
    from setuptools.command.bdist_wheel import bdist_wheel

    class Wheel(bdist_wheel):
        def get_tag(self):
            return "py3", "none", os.environ["IB_WHEEL_PLATFORM"]

    return {"build_py": Build, "bdist_wheel": Wheel}


setup(cmdclass=commands(), distclass=WithEngine)
