"""Options of ``ib_engine.open`` beside those of ``ib serve``."""
import dataclasses
import inspect
import json
import math
import re
import typing
import unittest
from fractions import Fraction

import ib_engine
import opening
import serving
from ib_engine import option_rules
from ib_engine.options import REPEATED, SPREAD, Options

OF_OPEN = {"--socket", "--parent", "--share", "--local-ranks", "--once", "--rank", "--world-size"}  # open chooses these
NUMBERS = {"int": int, "integer": int, "double": float}
# What Python refuses by itself, beside other options that it needs.
REFUSED = [
    dict(patch_size=(0, 1, 1)), dict(patch_size=(1, 1, 70000)), dict(batch_size=0), dict(batch_size=70000),
    dict(ratio=-1), dict(ratio=math.nan), dict(ratio=math.inf), dict(min_distance=-1e-5), dict(min_body=1.5),
    dict(hard="objects.csv", hard_share=0), dict(hard_share=0.5), dict(hard_order="uniform"),
    dict(hard="objects.csv", hard_order="best"), dict(hardness=1), dict(hardness=-12345678.5), dict(repeats=0),
    dict(modalities=["T1", " "]), dict(placement="left"), dict(sampler="all"), dict(sampler="voxel"),
    dict(sampler="voxel", steps=0), dict(positive_share=1e300), dict(augment="sharpen"), dict(augment=""),
    *(dict(augment=text) for text in (
        "flip,", "on=1", "flip,on", "noise,flip,noise=0", "flip=", "flip=0.1:2", "noise=x", "noise=1:2", "noise=0x1",
        "noise=1_0", "noise= 1", "noise=nan", "rotation=1:2:3", "misalign=1:2:3:4", "flip=2", "noise=1e999", "gamma=-0.1",
        "noise=0:-1:2", "noise=1:2:1", "blur=1:2:17", "scaling=1:0:1", "low_resolution=1:0.5:1.5", "rotation=1:181",
        "rotation=1:0:0:-1e-5", "elastic_deform=1:300:7", "elastic_deform=1:3:4.5", "misalign=1:2:200", "flip=3,noise=2",
        "gamma=0.5:0.001:1", "nnunet,sharpen", "off,rotate=1:1", "rotatoin=0.2", "nnunet,Low-Resolution=0", "nnUNet", "elastic",
        "flp", "fl", "shfit,scale", "noisy", "brightnes=1", "gamma_invertde", "bulrr", "ohn", "scal", "sca", "rotatation")),
    dict(balance="age"), dict(balance="size:x"), dict(balance="case:-1001"), dict(fold=(3, 3)), dict(fold=(0, 1)),
    dict(fold=(-1, 2)), dict(dtype="int8"), dict(weights="inverse"), dict(weight_limits=(1, 2)),
    dict(weight_normalisation="none"), dict(weights="patch-inverse", weight_normalisation="some"),
    dict(weights="patch-inverse", weight_limits=(2, 1)), dict(weights="patch-inverse", weight_limits=(0, 0)),
    dict(threads=0), dict(max_memory="much"), dict(max_memory="\uff18G"), dict(max_memory="\u00a08G"),
    dict(balance="size:\uff12"), dict(balance="size:1_0"), dict(max_memory=0), dict(max_device_memory="0G"), dict(device=-1),
    dict(prefetch=1),
]


def refused_by_python(given):
    try:
        Options(**given)
    except ValueError as error:
        return str(error)
    return None


class OptionsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(opening.use_tested_engine())
        cls.java = json.loads(serving.ib("options", "serve"))

    def fields(self):
        return {"--" + field.name.replace("_", "-"): field for field in dataclasses.fields(Options)}

    def test_there_is_every_option_of_ib_serve_and_no_other(self):
        self.assertEqual(set(self.java) - OF_OPEN, set(self.fields()))

    def test_types_and_defaults_are_those_of_ib_serve(self):
        hints = typing.get_type_hints(Options)
        for name, field in self.fields().items():
            java = self.java[name]
            with self.subTest(name):
                self.assertEqual(java["values"] > 1, name in SPREAD)
                self.assertEqual(java["repeats"], name in REPEATED)
                self.assertEqual(java["type"] == "boolean", hints[field.name] is bool)
                if java["default"] is None:
                    self.assertIn(field.default, (None, False, ()))
                else:
                    self.assertEqual(NUMBERS.get(java["type"], str)(java["default"]), field.default)
                if java["type"] in NUMBERS and java["values"] == 1:
                    self.assertIn(NUMBERS[java["type"]], (hints[field.name], *typing.get_args(hints[field.name])))

    def test_docstring_has_a_line_for_each_option_in_their_order(self):
        told = re.findall(r"^ {4}(\w+): \S", Options.__doc__, re.MULTILINE)
        self.assertEqual([field.name for field in dataclasses.fields(Options)], told)

    def test_signature_of_open_has_the_same_options(self):
        parameters = inspect.signature(ib_engine.open).parameters
        own = {"dir", "rank", "world_size", "local_rank", "local_world_size", "server", "wait", "stream"}
        found = [parameter for name, parameter in parameters.items() if name not in own]
        self.assertEqual([(field.name, field.default, field.type) for field in dataclasses.fields(Options)],
                         [(one.name, one.default, one.annotation) for one in found])

    def test_python_refuses_in_the_words_of_ib(self):
        data = serving.dataset()
        for given in REFUSED:
            with self.subTest(given):
                said = refused_by_python(given)
                self.assertIsNotNone(said)
                unchecked = object.__new__(Options)
                for field in dataclasses.fields(Options):
                    object.__setattr__(unchecked, field.name, given.get(field.name, field.default))
                words = unchecked.words() if "backend" in given else [*unchecked.words(), "--backend=cpu"]
                code, java = opening.failed("serve", data, "--socket", serving.folder() / "refused", *words)
                said = said.replace("augment=", "--augment")
                self.assertEqual((2, f"ib: {said}"), (code, java.splitlines()[-1]))

    def test_values_of_another_type_are_refused(self):
        for given, part in [(dict(batch_size="2"), "batch_size must be an integer, was '2'"),
                            (dict(batch_size=1.0), "batch_size must be an integer"),
                            (dict(batch_size=True), "batch_size must be an integer"),
                            (dict(ratio="1"), "ratio must be a number"), (dict(patch_size=64), "must be 3 numbers"),
                            (dict(fold="01"), "must be 2 numbers"), (dict(even_batches=1), "must be True or False"),
                            (dict(split=3), "split must be a path"), (dict(batch_size=None), "must not be None"),
                            (dict(modalities=5), "modalities must be a text or several texts, was 5"),
                            (dict(modalities=["T1", 5]), "modalities must be a text or several texts"),
                            (dict(inside=3), "inside must be a text or several texts, was 3"),
                            (dict(normalise=5), "normalise must be a text or several texts, was 5"),
                            (dict(normalise={"T1": 5}), "normalise of a modality must be a text or several texts"),
                            (dict(patch_size=dict(x=1, y=1, z=1)), "must be"), (dict(max_memory=1.5), "number of bytes or a text"), (dict(device=1 << 31), "32 bits")]:
            with self.subTest(given):
                self.assertIn(part, refused_by_python(given) or "accepted")

    def test_sets_have_no_order(self):
        for kind in (set, frozenset):
            for name, values in dict(modalities={"FLAIR", "T1"}, patch_size={64, 32, 128}, fold={0, 3},
                                     inside={"liver>=0.5"}).items():
                self.assertRegex(refused_by_python({name: kind(values)}) or "accepted", f"^{name} must be values in an order")
            said = refused_by_python(dict(augment={"blur": kind({0.5, 1, 2})}))
            self.assertIn("blur in augment must be values in an order", said or "accepted")

    def test_an_array_with_axes_is_no_number(self):
        import numpy

        kinds = [numpy.array]
        try:
            import torch

            kinds.append(torch.tensor)
        except ImportError:
            pass
        for kind in kinds:
            for name, value in dict(batch_size=[3], ratio=[2.0], threads=[[1]], max_memory=[1 << 30],
                                    patch_size=[[3], [4], [5]], even_batches=[True]).items():
                self.assertRegex(refused_by_python({name: kind(value)}) or "accepted", f"^{name} must be ")
            self.assertEqual(Options(batch_size=3, ratio=2.0, max_memory=1 << 30),
                             Options(batch_size=kind(3), ratio=kind(2.0), max_memory=kind(1 << 30)))
        self.assertIn("must be reference, jitter", refused_by_python(dict(placement=numpy.array(["jitter"]))) or "accepted")

    def test_given_objects_may_change_later(self):
        by_modality = {"T1": "zscore"}
        options = Options(normalise=by_modality)
        by_modality["T1"] = "none"
        self.assertEqual(["--normalise=T1=zscore"], options.words())

    def test_augmentation_may_be_a_dict(self):
        import numpy

        for given, text in [({}, "off"), ({"flip": True, "rotation": (0.2, 30)}, "flip,rotation=0.2:30.0"),
                            ({"noise": False, "nnunet": True}, "nnunet,noise=0"), ({"on": False, "gamma": 1}, "gamma=1.0"),
                            ({"blur": numpy.array([0.5, 1, 2])}, "blur=0.5:1.0:2.0")]:
            self.assertEqual(Options(augment=text), Options(augment=given))
        for given, part in [(3, "augment must be a text or a dict, was 3"), ({3: 1}, "names as keys, was 3"),
                            ({"noise": "much"}, "each number of noise in augment must be a number, was 'much'"),
                            ({"noise": math.nan}, "noise of augment= takes P or P:LOW:HIGH after =, was noise=nan"),
                            ({"on": True, "off": True}, "only as its first word, without numbers, was on,off"), ({"on": 0.5}, "was on=0.5"),
                            ({"rotatoin": 0.5}, "augment= must be on, off, nnunet or some of flip,"),
                            ({"rotatoin": 0.5}, ", was rotatoin=0.5; did you mean rotation instead of rotatoin?")]:
            self.assertIn(part, refused_by_python(dict(augment=given)) or "accepted")

    def test_options_are_written_as_ib_reads_them(self):
        given = Options(patch_size=(1, 2, 3), ratio=1e-05, weights="patch-inverse", weight_limits=(0.5, math.inf),
                        modalities=["T1", "FLAIR"], normalise={"T1": "zscore", "FLAIR": "none"}, inside="liver>=0.5",
                        even_batches=True, max_memory=1 << 31, repeats=1)
        self.assertEqual(["--patch-size", "1", "2", "3", "--ratio=1e-05", "--inside=liver>=0.5", "--modalities=T1",
                          "--modalities=FLAIR", "--normalise=T1=zscore", "--normalise=FLAIR=none", "--even-batches",
                          "--weights=patch-inverse", "--weight-limits", "0.5", "Infinity", "--max-memory=2147483648"],
                         given.words())

    def test_numbers_of_numpy_are_numbers(self):
        import numpy

        given = Options(patch_size=tuple(numpy.array([3, 4, 5])), batch_size=numpy.int64(3), ratio=numpy.float32(0.5))
        self.assertEqual(["--patch-size", "3", "4", "5", "--batch-size=3", "--ratio=0.5"], given.words())
        doubles = Options(patch_size=(3, 4, 5), ratio=numpy.float64(0.25), weights="patch-inverse", hardness=Fraction(1, 2),
                          weight_limits=(numpy.float64(1), 2), augment={"nnunet": numpy.True_, "noise": numpy.True_})
        self.assertEqual(["--patch-size", "3", "4", "5", "--ratio=0.25", "--hardness=0.5", "--augment=nnunet,noise",
                          "--weights=patch-inverse", "--weight-limits", "1.0", "2"], doubles.words())
        self.assertEqual(doubles, Options(patch_size=(3, 4, 5), ratio=0.25, weights="patch-inverse", hardness=0.5,
                                          weight_limits=(1, 2), augment="nnunet,noise"))
        with self.assertRaisesRegex(ValueError, "max_memory must be a number of bytes or a text as 4G, was True"):
            Options(patch_size=(3, 4, 5), max_memory=True)

    def test_several_values_may_come_in_whatever_holds_them(self):
        import numpy

        wanted = Options(patch_size=(3, 4, 5), fold=(0, 3), modalities=("T1", "T2"), weights="patch-inverse",
                         weight_limits=(0.5, 2.0))
        for kind in (list, numpy.array):
            given = Options(patch_size=kind([3, 4, 5]), fold=kind([0, 3]), modalities=kind(["T1", "T2"]),
                            weights="patch-inverse", weight_limits=kind([0.5, 2.0]))
            self.assertEqual((wanted, wanted.words()), (given, given.words()))
        self.assertEqual(["--modalities=T1"], Options(modalities=(name for name in ["T1"])).words())

    def test_numbers_are_told_as_java_tells_them(self):
        for number, text in [(1, "1.0"), (0.001, "0.001"), (1e-5, "1.0E-5"), (12345678.5, "1.23456785E7"),
                             (-1e300, "-1.0E300"), (math.inf, "Infinity"), (math.nan, "NaN"), (9999999.0, "9999999.0")]:
            self.assertEqual(text, option_rules.java_number(number))


if __name__ == "__main__":
    unittest.main()
