"""What the translator refuses, by kernel and line, and a few forms of what it writes."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import counts  # noqa: E402
import other_architectures  # noqa: E402
from ptx2cpp.emitter import emit  # noqa: E402
from ptx2cpp.kinds import PtxError  # noqa: E402
from ptx2cpp.lexer import words  # noqa: E402
from ptx2cpp.parser import parse  # noqa: E402

HEAD = """.version 8.0
.target sm_90
.address_size 64
.visible .entry k(.param .u64 a)
{
.reg .pred %p<3>; .reg .b16 %h<3>; .reg .b32 %r<4>; .reg .f32 %f<4>; .reg .b64 %d<4>; .reg .f64 %e<3>;
.shared .align 4 .b8 s[64];
"""
LINE = HEAD.count("\n") + 1


def translate(*body):
    return emit(parse(HEAD + "\n".join(body) + "\nret;\n}\n", "k.ptx"))


class Refusals(unittest.TestCase):
    def refuses(self, statement, message):
        with self.assertRaises(PtxError) as caught:
            translate("mov.u32 %r0, 1;", statement)
        self.assertIn(message, str(caught.exception))
        self.assertEqual(LINE + 1, caught.exception.line, statement)

    def test_opcodes_that_are_not_known(self):
        for statement in ("frobnicate.u32 %r0, %r1;", "add.f16 %h0, %h1, %h2;", "mul24.lo.s32 %r0, %r1, %r2;",
                          "tex.2d.v4.f32.s32 %r0, %r1;", "redux.sync.add.b32 %r0, %r1, -1;",
                          "atom.global.cas.f32 %r0, [%d0], 1, 2;", "ld.global.v3.u32 %r0, [%d0];",
                          "setp.lo.s32 %p0, %r0, %r1;", "setp.lt.b32 %p0, %r0, %r1;", "cvt.u32.f32 %r0, %f0;",
                          "cvt.rn.s32.f32 %r0, %f0;", "cvt.f32.f64 %f0, %e0;", "call.uni f, (%r0);"):
            with self.subTest(statement):
                self.refuses(statement, "unknown")

    def test_floats_that_ptxas_may_fuse(self):
        for statement in ("add.f32 %f0, %f1, %f2;", "mul.f64 %e0, %e1, %e2;", "sub.f32 %f0, %f1, %f2;"):
            with self.subTest(statement):
                self.refuses(statement, "unknown opcode")

    def test_results_that_differ_by_rounding_or_flushing(self):
        for statement in ("add.rz.f32 %f0, %f1, %f2;", "add.rn.ftz.f32 %f0, %f1, %f2;", "mad.f32 %f0, %f1, %f2, %f3;"):
            with self.subTest(statement):
                self.refuses(statement, "unknown opcode")

    def test_barriers_and_votes_that_the_harness_does_not_have(self):
        self.refuses("bar.sync 1;", "only barrier 0")
        self.refuses("bar.sync 0, 64;", "only barrier 0")
        self.refuses("bar.red.popc.u32 %r0, 0, %p0;", "only barrier 0")
        self.refuses("vote.ballot.b32 %r0, %p0;", "with a mask")

    def test_operands_that_do_not_fit(self):
        for statement, message in (
                ("add.u32 %r0, %d0, %r1;", "has 64 bits, b32 has 32"), ("add.u64 %d0, %r0, 1;", "has 32 bits, b64 has 64"),
                ("add.u32 %h0, %r0, %r1;", "has 16 bits, the result is b32"), ("add.u32 %r0, %r1;", "2 operands, not 3"),
                ("mov.u32 %r0, 0x100000000;", "does not fit in u32"), ("add.rn.f32 %f0, %f1, 1;", "where f32 is wanted"),
                ("add.rn.f32 %f0, %f1, 0d3ff0000000000000;", "a literal of f64"),
                ("mov.u32 %r0, %nosuch;", "unknown special register"),
                ("ld.global.u32 %r0, [%r1];", "no address of global memory"),
                ("ld.global.v2.u32 {%r0, %r1, %r2}, [%d0];", "2 values, not 3"),
                ("ld.param.u64 %d0, [b];", "there is no parameter b"), ("ld.param.u64 %d0, [a+8];", "which has 8"),
                ("bar.sync %r0;", "only barrier 0"), ("add.u32 5, %r0, %r1;", "a result cannot go to"),
                ("selp.b32 %r0, %r1, %r2, %r3;", "has 32 bits, pred has 1"), ("@%r0 mov.u32 %r1, 1;", "not a predicate"),
                ("brx.idx %r0, nowhere;", "no branch targets")):
            with self.subTest(statement):
                self.refuses(statement, message)

    def test_what_is_not_ptx(self):
        self.refuses("mov.u32 %r0, ~1;", "not a word of PTX")
        self.refuses("mov.u32 %r0 1;", "wanted")
        self.refuses(".reg .b128 %w;", "registers of type .b128")
        self.refuses(".shared .align 4 .b8 s[4];", "declared twice")

    def test_the_kernel_is_named(self):
        for statement in ("frobnicate.u32 %r0, %r1;", "mov.u32 %r0 %r1;"):
            with self.assertRaisesRegex(PtxError, "^kernel k: "):
                translate(statement)


class Translations(unittest.TestCase):
    def test_instructions_are_counted_where_a_run_of_them_begins(self):
        text = translate("@%p0 bra L;", "mov.u32 %r0, 1;", "mov.u32 %r1, 2;", "L:")
        counted = [line for line in text.splitlines() if line.startswith("t.count.instructions")]
        self.assertEqual([f"t.count.instructions += {n};" for n in (1, 2, 1)], counted)

    def test_names_in_a_block_end_with_it(self):
        text = translate("{ .reg .b32 %x; mov.u32 %x, 1; }", "{ .reg .b32 %x; mov.u32 %x, 2; }")
        first, second = (line.split(" = ")[0] for line in text.splitlines() if line.endswith(("= 0x1u;", "= 0x2u;")))
        self.assertNotEqual(first, second)
        with self.assertRaisesRegex(PtxError, "unknown special register %x"):
            translate("{ .reg .b32 %x; }", "mov.u32 %r0, %x;")

    def test_comments_strings_and_lines_of_debug_information_are_passed_over(self):
        text = '/* a\n b */\n\t.loc 1 2 3\n.file 1 "x"\nadd.u32 // c\n'
        self.assertEqual([("add.u32", 5)], [(word.text, word.line) for word in words(text)])


class OtherArchitectures(unittest.TestCase):
    def test_subjects_with_other_instructions_are_told(self):
        texts = {90: ("ret;", "ret;", "ret;"), 75: ("ret;", "ret;", "ret;"), 120: ("ret;", "exit;", "ret;")}
        with tempfile.TemporaryDirectory() as folder:
            folders = [Path(folder) / f"ptx_{architecture}" for architecture in texts]
            for ptx, bodies in zip(folders, texts.values()):
                ptx.mkdir()
                for name, body in zip(("gather", "label_a", "label_b"), bodies):
                    (ptx / f"{name}.ptx").write_text(f"// {ptx}\n.target sm_{ptx.name[4:]}\n{body}\n")
            out = Path(folder) / "out"
            other_architectures.main(out, *folders)
            self.assertEqual("120 label_a;label_b\n", out.read_text())


class Counts(unittest.TestCase):
    HEADER = "kernel,workload,instructions"

    def differences(self, table, now):
        return counts.differences(*(counts.instructions([self.HEADER, *lines]) for lines in (table, now)))

    def test_five_percent_are_let_pass_and_no_more(self):
        self.assertEqual([], self.differences(["k,w,100"], ["k,w,105"]))
        self.assertEqual([], self.differences(["k,w,100"], ["k,w,95"]))
        self.assertEqual(1, len(self.differences(["k,w,100"], ["k,w,105.1"])))
        self.assertIn("-10.0 %", self.differences(["k,w,100"], ["k,w,90"])[0])

    def test_lines_that_come_or_go_are_told(self):
        self.assertIn("it did not run", self.differences(["k,w,100"], [])[0])
        self.assertIn("not in the table", self.differences([], ["k,w,100"])[0])


if __name__ == "__main__":
    unittest.main()
