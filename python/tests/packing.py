"""Packs volumes as docs/reference/formats.md says, brick by brick with whole numbers of Python: slow, and independent of
what it tests. Also writes volumes files."""
import json
import struct

import numpy

TYPES = ("U8", "I8", "I16", "U16", "I32", "U32", "F32", "F64")
DTYPES = dict(zip(TYPES, ("u1", "i1", "<i2", "<u2", "<i4", "<u4", "<f4", "<f8")))


def nibble(largest):
    """The narrowest width that holds it, as a nibble; 15 bits need 16."""
    return largest.bit_length() if largest.bit_length() <= 14 else 15


def width(of):
    return 16 if of == 15 else of


def packed_row(differences, bits):
    """Eight voxels, the first in the lowest bits of one little-endian number."""
    return sum(d << i * bits for i, d in enumerate(differences)).to_bytes(bits, "little")


def in_order():
    """(z, y) of the rows of a payload."""
    return [(2 * pair + z, y) for pair in (0, 1) for y in range(4) for z in (0, 1)]


def plain(brick):
    """Head and payload of codes [z][y][x]."""
    least = int(brick.min())
    a = nibble(int(brick.max()) - least)
    rows = [packed_row([int(code) - least for code in brick[z, y]], width(a)) for z, y in in_order()]
    return 0xF0 | a, struct.pack("<H", least) + b"".join(rows)


def slope_of(steps):
    """(w1, s) of the differences between rows; None where there is no sloped form."""
    least, most = int(steps.min()), int(steps.max())
    for bits in range(15):
        unit = 1 << max(0, bits - 5)
        s = least // unit
        if most - least < 1 << bits and -128 <= s <= 127 and most - s * unit < 1 << bits:
            return bits, s
    return None


def sloped(brick):
    """Head and payload, or None."""
    steps = numpy.diff(brick, axis=1)
    found = slope_of(steps)
    if found is None:
        return None
    bits, s = found
    least = int(brick[:, 0].min())
    a = nibble(int(brick[:, 0].max()) - least)
    step = s << max(0, bits - 5)
    rows = [
        packed_row([int(code) - least for code in brick[z, 0]], width(a)) if y == 0
        else packed_row([int(t) - step for t in steps[z, y - 1]], bits)
        for z, y in in_order()]
    return bits << 4 | a, struct.pack("<Hb", least, s) + b"".join(rows)


def smaller(brick):
    """What the engine stores: the plain form unless the sloped one takes fewer bytes."""
    one, other = plain(brick), sloped(brick)
    return one if other is None or len(other[1]) >= len(one[1]) else other


def header(size, kind, base, total):
    return struct.pack("<4sIIIIIiIQ", b"IBPK", 1, *size, TYPES.index(kind), base, 0, total) + bytes(24)


def pack(voxels, kind, form=smaller):
    """The blob of whole numbers (Z, Y, X), each brick in this form."""
    whole = numpy.asarray(voxels).astype(numpy.int64)
    base = int(whole.min())
    codes = numpy.pad(whole - base, [(0, -n % edge) for n, edge in zip(whole.shape, (4, 4, 8))], mode="edge")
    mz, my, mx = (n // edge for n, edge in zip(codes.shape, (4, 4, 8)))
    at = 64 + 8 * (my * mz + 1)
    table, rows = [at], []
    for bz in range(mz):
        for by in range(my):
            bricks = [form(codes[4 * bz:4 * bz + 4, 4 * by:4 * by + 4, 8 * bx:8 * bx + 8]) for bx in range(mx)]
            rows.append(bytes(head for head, _ in bricks) + b"".join(payload for _, payload in bricks))
            table.append(table[-1] + len(rows[-1]))
    body = struct.pack(f"<{len(table)}q", *table) + b"".join(rows) + bytes(64)
    return header(whole.shape[::-1], kind, base, 64 + len(body)) + body


def write_volumes(path, volumes, change=None):
    """Writes {name: array, or (kind, blob, size)} as the layout ``volumes`` has them; ``change`` edits the header."""
    head, parts, at, packed = {"__metadata__": {"format": "ib-engine volumes 2"}}, [], 0, {}
    for name, volume in volumes.items():
        if isinstance(volume, tuple):
            kind, blob, size = volume
            longest = max(numpy.diff(table_of(blob)))
            packed[name] = f"{numpy.dtype(DTYPES[kind]).name.upper()} {size[0]}x{size[1]}x{size[2]} {longest}"
            head["__metadata__"]["packed"] = json.dumps(packed)
            data, dtype, shape = blob, "U8", [len(blob)]
        else:
            dtype = next(kind for kind, of in {**DTYPES, "F16": "<f2"}.items() if numpy.dtype(of) == volume.dtype)
            data, shape = volume.tobytes(), list(volume.shape)
        head[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(data)]}
        gap = -len(data) % 4096
        head[f"_padding_{len(parts)}"] = {"dtype": "U8", "shape": [gap], "data_offsets": [at + len(data), at + len(data) + gap]}
        parts += [data, bytes(gap)]
        at += len(data) + gap
    if change:
        change(head)
    text = json.dumps(head).encode()
    text += b" " * (-(8 + len(text)) % 4096)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


def table_of(blob):
    x, y, z = struct.unpack_from("<3I", blob, 8)
    return numpy.frombuffer(blob, "<i8", -(-y // 4) * -(-z // 4) + 1, 64)
