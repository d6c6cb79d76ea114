"""What the modules of the package may know of each other."""
import ast
import unittest
from pathlib import Path

import ib_engine

PACKAGE = Path(ib_engine.__file__).parent
PUBLIC = ("_asdict", "_replace")  # of named tuples


def foreign_members(source):
    """``line: object._member`` where the object is neither self nor the class itself nor a module."""
    tree = ast.parse(source)
    modules = {(name.asname or name.name).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import)
               for name in node.names}
    own = {"self", "cls"} | modules
    found = [node for node in ast.walk(tree)
             if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__")
             and node.attr not in PUBLIC and not (isinstance(node.value, ast.Name) and node.value.id in own)]
    return [f"{node.lineno}: {ast.unparse(node)}" for node in sorted(found, key=lambda node: node.lineno)]


def imports(source):
    """The modules of the package that are imported when this one is."""
    found, ahead = set(), [ast.parse(source)]
    while ahead:
        node = ahead.pop()
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found |= {node.module} if node.module else {name.name for name in node.names}
        typing_only = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        if not typing_only and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            ahead += ast.iter_child_nodes(node)
    return found


def circle(needs):
    """Modules that need each other, or none; needs: names of modules by name."""
    left = dict(needs)
    while left:
        free = [name for name, others in left.items() if not others & left.keys()]
        if not free:
            return sorted(left)
        for name in free:
            del left[name]
    return []


class LayersTest(unittest.TestCase):
    def test_no_module_touches_private_members_of_another_class(self):
        self.assertEqual(["2: engine._frames", "3: self.epoch._held"], foreign_members(
            "import os\nengine._frames.send()\nself.epoch._held, self._own, cls._ours, os._exit, a.__dict__"))
        for module in PACKAGE.glob("*.py"):
            with self.subTest(module.name):
                self.assertEqual([], foreign_members(module.read_text(encoding="utf-8")))

    def test_modules_import_each_other_in_one_direction(self):
        self.assertEqual(["a", "b"], circle({"a": {"b"}, "b": {"a", "c"}, "c": set()}))
        needs = {module.stem: imports(module.read_text(encoding="utf-8")) for module in PACKAGE.glob("*.py")}
        self.assertIn("frames", needs["connection"])
        self.assertEqual([], circle(needs))

    def test_files_have_at_most_250_lines(self):
        for module in PACKAGE.glob("*.py"):
            with self.subTest(module.name):
                self.assertLessEqual(len(module.read_text(encoding="utf-8").splitlines()), 250)


if __name__ == "__main__":
    unittest.main()
