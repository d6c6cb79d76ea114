"""Packed volumes decoded from bytes that were written by hand, and from those of an encoder of the tests."""
import struct
import unittest
import warnings

import numpy
import packing
from ib_engine import DamagedFile, bricks, packed
from packing import DTYPES, TYPES


def brick_blob(head, payload, kind="I32", base=0):
    """A volume of one brick, 8 x 4 x 4."""
    row = bytes([head]) + payload
    body = struct.pack("<2q", 80, 80 + len(row)) + row + bytes(64)
    return packing.header((8, 4, 4), kind, base, 64 + len(body)) + body


def changed(blob, at, form, value):
    damaged = bytearray(blob)
    struct.pack_into(form, damaged, at, value)
    return bytes(damaged)


class HandMadeTest(unittest.TestCase):
    def test_a_constant_brick_is_its_minimum_and_nothing_else(self):
        found = packed.unpack(brick_blob(0xF0, b"\x34\x12", base=-0x1000))
        self.assertEqual((numpy.dtype("int32"), (4, 4, 8)), (found.dtype, found.shape))
        self.assertTrue((found == 0x234).all())

    def test_rows_come_in_pairs_of_z_then_y_then_the_z_of_the_pair(self):
        number = iter(range(16))  # of the row in the payload, as the first of its eight bytes
        payload = b"\0\0" + b"".join(bytes([next(number)]) + bytes(7) for _ in range(16))
        found = packed.unpack(brick_blob(0xF8, payload))
        self.assertEqual([[0, 2, 4, 6], [1, 3, 5, 7], [8, 10, 12, 14], [9, 11, 13, 15]], found[:, :, 0].tolist())
        self.assertFalse(found[:, :, 1:].any())

    def test_the_first_voxel_has_the_lowest_bits(self):
        found = packed.unpack(brick_blob(0xF3, b"\0\0" + b"\x88\xc6\xfa" * 16))
        self.assertEqual([*range(8)], found[3, 2].tolist())

    def test_a_plain_brick_of_every_width(self):
        for nibble in range(16):
            bits = 16 if nibble == 15 else nibble
            row = (1 | (1 << bits) - 1 << 4 * bits | 1 << 8 * bits - 1) if bits else 0  # 1 first, all ones at 4, high bit last
            with self.subTest(nibble):
                found = packed.unpack(brick_blob(0xF0 | nibble, b"\x05\0" + row.to_bytes(bits, "little") * 16))
                expected = [1, 0, 0, 0, (1 << bits) - 1, 0, 0, 1 << bits - 1] if bits else [0] * 8
                self.assertEqual([[[5 + d for d in expected]] * 4] * 4, found.tolist())

    def test_rows_of_a_sloped_brick_add_step_and_difference_to_the_row_before(self):
        first = b"\x01\x80\x00\x00"  # four bits: 1, 0, 0, 8, 0, 0, 0, 0
        others = b"\x03\x00\x00"  # three bits: 3, 0, 0, 0, 0, 0, 0, 0
        found = packed.unpack(brick_blob(0x34, b"\x0a\x00\xfe" + (first * 2 + others * 6) * 2))
        self.assertEqual([[[11, 10, 10, 18, 10, 10, 10, 10], [12, 8, 8, 16, 8, 8, 8, 8], [13, 6, 6, 14, 6, 6, 6, 6],
                           [14, 4, 4, 12, 4, 4, 4, 4]]] * 4, found.tolist())

    def test_steps_of_wide_differences_are_multiples(self):
        for bits, step in ((5, -128), (6, -256), (10, -128 << 5), (14, -128 << 9)):
            with self.subTest(bits):
                found = packed.unpack(brick_blob(bits << 4, b"\xff\xff\x80" + b"\xff" * bits * 12))
                self.assertEqual([65535 + y * (step + (1 << bits) - 1) for y in range(4)], found[0, :, 0].tolist())
                self.assertTrue((found == found[:1, :, :1]).all())

    def test_a_sloped_brick_with_16_bits_in_its_first_rows(self):
        found = packed.unpack(brick_blob(0x0F, b"\0\0\x01" + b"\xff\xff" + bytes(12) + b"\x00\x80" + bytes(16 * 3)))
        self.assertEqual([[65535 + y, 0 + y, 32768 + y] for y in range(4)], found[0][:, [0, 1, 7]].tolist())
        self.assertEqual([0, 1, 2, 3], found[1, :, 0].tolist())

    def test_values_wrap_in_32_bits(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = packed.unpack(brick_blob(0xF0, b"\x01\0", base=(1 << 31) - 1))
        self.assertTrue((found == -1 << 31).all())

    def test_every_type_shows_the_same_whole_number(self):
        for kind in TYPES:
            found = packed.unpack(brick_blob(0xF0, b"\x02\0", kind, base=97))
            self.assertEqual((numpy.dtype(DTYPES[kind]), 99), (found.dtype, found[3, 3, 7]))

    def test_any_buffer_is_taken_and_the_result_is_a_new_array(self):
        blob = brick_blob(0xF0, b"\x02\0")
        for given in (blob, bytearray(blob), memoryview(blob), numpy.frombuffer(blob, numpy.uint8)):
            found = packed.unpack(given)
            found[:] = 1
        self.assertEqual(2, packed.unpack(blob)[0, 0, 0])


class EncodedTest(unittest.TestCase):
    """Against an encoder that was written from the specification alone."""

    def require_equal(self, volume, kind, form=packing.smaller):
        found = packed.unpack(packing.pack(volume, kind, form))
        self.assertEqual(numpy.dtype(DTYPES[kind]), found.dtype)
        numpy.testing.assert_array_equal(found, volume.astype(DTYPES[kind]))

    def test_random_volumes_of_odd_sizes_in_every_type(self):
        random = numpy.random.default_rng(16)
        for kind in TYPES:
            floor = {"U8": 0, "I8": -128, "U16": 0, "U32": 0}.get(kind, -30000)
            most = {"U8": 8, "I8": 8}.get(kind, 16)
            for bits in range(most + 1):
                shape = random.integers(1, 14, 3)
                with self.subTest(f"{kind}, {bits} bits, {shape}"):
                    self.require_equal(floor + random.integers(0, 1 << bits, shape), kind)

    def test_slopes_along_y_of_every_width(self):
        random = numpy.random.default_rng(17)
        heads = set()
        for bits in range(15):
            for slope in (-9000, -130, -3, 0, 70, 12000):
                steps = slope + random.integers(0, 1 << bits, (4, 4, 8))
                steps[:, 0] = 0
                codes = numpy.clip(30000 + numpy.cumsum(steps, axis=1), 0, 65535)
                blob = packing.pack(codes, "U16", lambda one: packing.sloped(one) or packing.plain(one))
                heads.add(blob[80] >> 4)
                numpy.testing.assert_array_equal(packed.unpack(blob), codes)
        self.assertEqual(set(range(16)), heads)

    def test_more_bricks_than_are_decoded_at_once(self):
        volume = numpy.add.outer(numpy.arange(9) * 100, numpy.add.outer(numpy.arange(22), numpy.arange(50) % 7))
        at_once, bricks._AT_ONCE = bricks._AT_ONCE, 10  # rows of 7 bricks, one at a time
        self.addCleanup(setattr, bricks, "_AT_ONCE", at_once)
        self.require_equal(volume, "I16")


class DamagedTest(unittest.TestCase):
    def setUp(self):
        self.volume = numpy.random.default_rng(3).integers(0, 900, (5, 6, 19))
        self.blob = packing.pack(self.volume, "I16")  # 3 x 2 x 2 bricks, table at 64 to 104

    def require_refused(self, blob, rule):
        with self.assertRaisesRegex(DamagedFile, "^packed volume is damaged: " + rule):
            packed.unpack(blob)

    def test_every_field_of_the_header(self):
        for at, form, value, rule in (
                (0, "<B", ord("X"), "it begins with IBPK, found b'XBPK'"),
                (4, "<I", 2, "its version is 1, found 2"),
                (8, "<I", 0, "each size is 1 to 2.31 - 1 and their product below 2.40, found 0 x 6 x 5"),
                (12, "<I", 1 << 31, "each size is 1 to"),
                (16, "<I", 1 << 30, ".* bricks take .* bytes or more"),
                (20, "<I", 8, "the type is 0 to 7, found 8"),
                (28, "<I", 1, "unused bytes of the header are 0"),
                (32, "<Q", len(self.blob) + 1, f"the header claims {len(self.blob) + 1} bytes, found {len(self.blob)}"),
                (40, "<B", 1, "unused bytes"), (63, "<B", 1, "unused bytes")):
            with self.subTest(rule):
                self.require_refused(changed(self.blob, at, form, value), rule)
        self.require_refused(changed(changed(self.blob, 8, "<I", 1 << 20), 12, "<I", 1 << 20), "each size .* below 2.40")
        self.require_refused(changed(self.blob, 8, "<I", 27), "the first row of bricks|a row of bricks|row 0 of bricks")

    def test_a_blob_that_is_cut_off_anywhere(self):
        for length in range(len(self.blob)):
            self.require_refused(self.blob[:length], "the header ")

    def test_the_table_of_rows(self):
        first, last = 64, 64 + 8 * 4
        for at, value, rule in (
                (first, 103, "the first row of bricks begins at 104, found 103"),
                (last, len(self.blob) - 63, f"the last row of bricks ends at {len(self.blob) - 64}"),
                (first + 8, 1 << 62, "offsets of rows of bricks do not descend"),
                (first + 8, -1, "offsets of rows of bricks do not descend"),
                (first + 8, 106, "a row of bricks has 3 heads")):
            with self.subTest(rule):
                self.require_refused(changed(self.blob, at, "<q", value), rule)

    def test_heads_that_do_not_fill_their_row(self):
        head = int(self.blob[105])
        self.require_refused(changed(self.blob, 105, "<B", head ^ 1), r"row 0 of bricks ends at \d+, its heads say \d+")

    def test_no_damage_does_anything_but_be_refused_or_give_other_voxels(self):
        random = numpy.random.default_rng(4)
        refused = 0
        for _ in range(2000):
            damaged = bytearray(self.blob)
            for at in random.integers(0, len(damaged), random.integers(1, 4)):
                damaged[at] = random.integers(256)
            try:
                self.assertEqual(3, packed.unpack(damaged).ndim)
            except DamagedFile:
                refused += 1
        self.assertTrue(100 < refused < 1900, refused)


if __name__ == "__main__":
    unittest.main()
