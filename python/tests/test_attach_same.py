"""``ib_engine.open`` with a server that runs already: what counts as the same."""
import dataclasses
import json
import os
import shutil
import unittest

import ib_engine
import serving
from attaching import Attaching
from ib_engine.attaching import _OF_SERVER
from ib_engine.options import Options

# One other value for each option; an option that is missing here is one of those that may differ.
OTHERS = dict(
    patch_size=(6, 7, 5), batch_size=3, ratio=2, negatives="anywhere", min_distance=5, inside="body>=0.5", min_body=0.5,
    distances=True, hard="objects.csv", hard_share=0.25, hard_order="uniform", hardness=0.5, repeats=2, modalities=["DWI"],
    normalise={"T1": "zscore"}, placement="centre", sampler="uniform", steps=3, positive_share=0.25, augment="nnunet",
    balance="size:-0.5", even_batches=True, fold=(0, 3), split="split.json", subjects="subjects.json", dtype="float16",
    weights="patch-inverse", weight_limits=(2, 3), weight_normalisation="mean-one", instance_maps=True, coordinates=True,
    foreground_counts=True, backend="cuda", device=1, validation_of_all=True)
NEEDED = dict(hard_share=dict(hard="objects.csv"), hard_order=dict(hard="objects.csv"), sampler=dict(steps=3),
              weight_limits=dict(weights="patch-inverse"), weight_normalisation=dict(weights="patch-inverse"))
ALARM_COLUMNS = "case,kind,x,y,z,hit_dice,logit,x_mm,y_mm,z_mm"
# The names under which options are told that have none of their own in what the engine keeps.
TOLD_AS = dict(hard_share="negatives", hard_order="hard")


class AttachSameTest(Attaching):
    name = "attach-same"

    def test_what_is_left_out_is_the_same_as_what_is_spelled_out(self):
        for options in (dict(patch_size=(7, 7, 5), modalities=["DWI", "T1"], augment={"flip": True, "rotate": 0.2, "scale": True,
                                                                                    "shift": True}),
                        dict(backend="cpu", negatives="grid:1", balance="instance", normalise="prepared"),
                        dict(threads=1, max_memory="1G", max_device_memory="1G", prefetch=7)):
            with self.subTest(options), self.open(**options) as engine:
                self.assertEqual(3, engine.options["resources"]["prefetch"])

    def test_every_option_that_changes_what_is_delivered_is_compared_and_named(self):
        self.assertEqual({field.name for field in dataclasses.fields(Options)}, {*OTHERS, *_OF_SERVER})
        files = {"split.json": {"train": ["phantom000", "phantom001"], "validation": ["phantom002"]},
                 "subjects.json": {"phantom000": "a", "phantom001": "a"}}
        for name, content in files.items():
            (serving.folder() / name).write_text(json.dumps(content), encoding="utf-8")
        for name, value in OTHERS.items():
            if name in ("split", "subjects"):
                value = serving.folder() / value
            with self.subTest(name):
                self.assert_refused(f"differs: (.*; )?{TOLD_AS.get(name, name)}: here .*, there ",
                                    **{name: value, **NEEDED.get(name, {})})

    def test_options_of_an_option_are_compared_on_their_own(self):
        same = dict(weights="patch-inverse", sampler="tumour", steps=3)
        words = ("--weights=patch-inverse", "--sampler=tumour", "--steps=3")
        with serving.Server(*words, name="of-an-option") as server:
            same["server"] = server.socket
            self.open(**same, positive_share=0.5, weight_limits=(1, 200000), weight_normalisation="none").close()
            for name in ("steps", "positive_share", "weight_limits", "weight_normalisation"):
                self.assert_refused(f"differs: {name}: here .*, there [^;]*; open the same",
                                    **{**same, name: OTHERS[name] if name != "steps" else 4})
            self.assert_refused('sampler: here "uniform", there "tumour"; open the same', **{**same, "sampler": "uniform"})

    def test_every_difference_is_told_with_both_values_and_the_command(self):
        said = self.assert_refused("^a server must serve what is opened, but the one on .*attach-same differs: ", ratio=2, dtype="float16")
        self.assertIn('dtype: here "float16", there "float32"; ratio: here 2.0, there 1.0; open the same as it serves, give '
                      'server="", or start another: ib serve ', said)
        self.assertTrue(said.endswith(f"/dataset --socket={self.server.socket} --ratio=2 --dtype=float16"), said)

    def test_files_are_compared_by_what_they_say_from_where_they_differ(self):
        files = [serving.folder() / f"long{i}.json" for i in range(3)]
        for file, last in zip(files, "121"):
            file.write_text(json.dumps({"phantom002": 100 * "x" + last}), encoding="utf-8")
        with serving.Server("--subjects", files[0], name="long") as server:
            self.assert_refused('subjects: here …x{20}2"}, there …x{20}1"}; open', server=server.socket, subjects=files[1])
            self.open(server=server.socket, subjects=os.path.relpath(files[2])).close()

    def test_another_dataset_is_refused_and_another_name_of_the_same_is_not(self):
        link = serving.folder() / "link"
        link.symlink_to(serving.dataset())
        self.open(dir=link).close()
        other = serving.folder() / "other"
        shutil.copytree(serving.dataset(), other, copy_function=shutil.copy2)
        said = self.assert_refused("dataset: here .*/other, there .*/dataset; open the same", dir=other)
        self.assertNotIn("ratio", said)

    def test_list_of_false_alarms_is_compared_by_what_it_says(self):
        files = [serving.folder() / name for name in ("alarms.csv", "same-alarms.csv", "other-alarms.csv")]
        for file, logit in zip(files, (2, 2, 3)):
            file.write_text(f"{ALARM_COLUMNS}\nphantom000,prediction,10,12,15,0,{logit},,,\n", encoding="utf-8")
        with serving.Server("--hard", files[0], name="alarms") as server:
            for same in files[:2]:
                self.open(server=server.socket, hard=same).close()
            self.assert_refused('hard: here {"file":".*/other-alarms.csv",.*, there {"file":".*/alarms.csv",.*; open', hard=files[2],
                                server=server.socket)
            self.assert_refused('hard: here {"order":"uniform"}, there {"order":"confident"}; open', hard=files[1],
                                hard_order="uniform", server=server.socket)
            shutil.copyfile(files[2], files[0])
            said = self.assert_refused('hard: here …?.*"sha256":".*, there .*"sha256":".*; open', hard=files[0], server=server.socket)
            self.assertNotIn("dataset:", said)
            with self.assertRaisesRegex(ib_engine.EngineError, "gone.csv: cannot be read: there is no such file"):
                self.open(server=server.socket, hard="gone.csv")

    def test_options_that_the_server_cannot_read_are_wrong_and_not_different(self):
        with self.assertRaisesRegex(ValueError, r"^negatives must be grid, .*was nowhere \(while attaching to the server on .*-same;"):
            self.open(negatives="nowhere")
        with self.assertRaisesRegex(ib_engine.EngineError, "missing.json: cannot be read"):
            self.open(split="missing.json")


if __name__ == "__main__":
    unittest.main()
