"""Types of PTX: how wide they are, and the C++ type that a value of each has in the runtime."""

BITS = {
    "pred": 1, "b8": 8, "u8": 8, "s8": 8, "b16": 16, "u16": 16, "s16": 16, "f16": 16,
    "b32": 32, "u32": 32, "s32": 32, "f32": 32, "f16x2": 32, "b64": 64, "u64": 64, "s64": 64, "f64": 64,
}
FLOATS = {"f16": "ptx::Half", "f16x2": "ptx::Half2", "f32": "float", "f64": "double"}


class PtxError(Exception):
    """What cannot be translated; the line is that of the PTX file."""

    def __init__(self, message, line=None):
        super().__init__(message)
        self.line = line


def is_type(word):
    return word in BITS


def bits(kind):
    return BITS[kind]


def is_float(kind):
    return kind in FLOATS


def is_signed(kind):
    return kind[0] == "s"


def cpp(kind):
    if kind == "pred":
        return "bool"
    if kind in FLOATS:
        return FLOATS[kind]
    return f"{'int' if is_signed(kind) else 'uint'}{BITS[kind]}_t"


def unsigned(width):
    return f"uint{width}_t"


def register(kind):
    """The C++ type of a register: bits, whose meaning is the instruction's to say, but floats as declared."""
    return cpp(kind) if kind in ("pred", "f32", "f64") else unsigned(BITS[kind])
