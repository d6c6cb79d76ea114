"""What items say of patches, from the messages of a server."""
import json
import unittest

from ib_engine.item import Item

MESSAGE = {"case": "a", "corner": [1, 2, 3], "space": "volume", "quarterTurns": 1, "flips": [True, False, False],
           "gain": 1.0, "shift": 0.0, "filler": False}


class ItemsTest(unittest.TestCase):
    def test_an_instance_names_its_class(self):
        item = Item.of({**MESSAGE, "instance": 2, "class": "oedema", "voxels": 3, "mm3": 1.5,
                        "box": [[1, 2, 3], [4, 5, 6]]})
        self.assertEqual("oedema", item.lesion_class)
        self.assertEqual("oedema", item.meta()["lesion_class"])
        self.assertEqual(2, item.instance)

    def test_without_classes_and_without_an_instance_there_is_none(self):
        self.assertEqual("", Item.of({**MESSAGE, "instance": 2, "voxels": 3, "mm3": 1.5,
                                      "box": [[1, 2, 3], [4, 5, 6]]}).lesion_class)
        self.assertEqual("", Item.of(MESSAGE).meta()["lesion_class"])

    def test_background_names_what_it_was_drawn_from(self):
        item = Item.of({**MESSAGE, "stratum": "ring"})
        self.assertFalse(item.positive)
        self.assertEqual("ring", item.stratum)
        self.assertEqual("ring", item.meta()["stratum"])
        self.assertEqual("", Item.of(MESSAGE).stratum)  # of a server before there were strata

    def test_a_box_may_hold_foreground(self):
        box = Item.of({**MESSAGE, "stratum": "uniform", "foreground": True, "corner": [-3, 0, 2]})
        self.assertTrue(box.foreground and not box.positive)
        self.assertEqual((-3, 0, 2), box.corner)
        self.assertFalse(Item.of({**MESSAGE, "stratum": "uniform"}).foreground)
        self.assertTrue(Item.of({**MESSAGE, "instance": 2, "voxels": 3, "mm3": 1.5,
                                 "box": [[1, 2, 3], [4, 5, 6]]}).foreground)

    def test_what_transforms_did_is_told_only_where_they_did_something(self):
        plain = Item.of(MESSAGE)
        self.assertEqual((None, ()), (plain.warp, plain.changes))
        self.assertNotIn("warp", plain.meta())
        self.assertNotIn("changes", plain.meta())
        warp, changes = {"degrees": [1.0, 2.0, 3.0], "about": [1, 2, 3]}, [[{"noise": 0.1, "seed": -5}], []]
        drawn = Item.of({**MESSAGE, "warp": warp, "changes": changes})
        self.assertEqual((warp, changes), (drawn.warp, drawn.changes))
        self.assertEqual((warp, changes), (json.loads(drawn.meta()["warp"]), json.loads(drawn.meta()["changes"])))

    def test_help_has_words_for_every_field(self):
        for name in Item._fields:
            self.assertRegex(getattr(Item, name).__doc__, r"^[A-Z].{15,}\.$", name)


if __name__ == "__main__":
    unittest.main()
