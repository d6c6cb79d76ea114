"""Moves, comparisons, conversions: opcodes whose form depends on more than their last type."""

from . import model
from .kinds import BITS, FLOATS, PtxError, cpp, is_float, unsigned
from .operands import store, value


def move(context, opcode, operands):
    opcode.done(1)
    target, source = operands
    kind = opcode.type
    if isinstance(source, model.Vector):
        return _pack(kind, target, source.items)
    if isinstance(target, model.Vector):
        return _unpack(kind, target.items, source)
    if is_float(kind) and not isinstance(source, model.Float):
        kind = f"b{BITS[kind]}"
    return store(target, kind, value(source, kind))


def _part(kind, items):
    width = BITS[kind] // len(items)
    if len(items) not in (2, 4) or width < 8:
        raise PtxError(f"a vector of {len(items)} parts of a {kind}")
    return width


def _pack(kind, target, items):
    width, whole = _part(kind, items), unsigned(BITS[kind])
    parts = (f"({whole}({value(item, f'b{width}')}) << {i * width})" for i, item in enumerate(items))
    return store(target, f"b{BITS[kind]}", " | ".join(parts))


def _unpack(kind, items, source):
    width = _part(kind, items)
    text = f"{{ const {unsigned(BITS[kind])} v = {value(source, f'b{BITS[kind]}')}; "
    stores = (store(item, f"b{width}", f"{unsigned(width)}(v >> {i * width})") for i, item in enumerate(items))
    return text + " ".join(stores) + " }"


ORDERED = ("eq", "ne", "lt", "le", "gt", "ge")
SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
UNSIGNED = {"lo": "lt", "ls": "le", "hi": "gt", "hs": "ge"}
UNORDERED = ("equ", "neu", "ltu", "leu", "gtu", "geu", "num", "nan")


def compare(context, opcode, operands):
    """setp.CMP[.BOOL].type p[|q], a, b[, [!]c]"""
    kind = opcode.type
    test = opcode.one_of((*ORDERED, *UNSIGNED, *UNORDERED))
    joined = opcode.one_of(("and", "or", "xor"))
    opcode.done(1)
    known = test is not None and (is_float(kind) or test not in UNORDERED) and kind != "f16x2" and kind != "pred"
    if kind[0] == "b":
        known = known and test in ("eq", "ne")
    if not known or test in UNSIGNED and kind[0] != "u" or len(operands) != (4 if joined else 3):
        raise PtxError(f"unknown opcode {opcode.text}")
    test = UNSIGNED.get(test, test)
    call = f"ptx::compare_{test}({value(operands[1], kind)}, {value(operands[2], kind)})"
    if test in ORDERED and not (is_float(kind) and (test == "ne" or kind == "f16")):
        call = f"{value(operands[1], kind)} {SIGNS[test]} {value(operands[2], kind)}"
    yes, no = (operands[0].first, operands[0].second) if isinstance(operands[0], model.Pair) else (operands[0], None)
    mark = {"and": "&", "or": "|", "xor": "^", None: None}[joined]
    rest = f" {mark} {value(operands[3], 'pred')}" if joined else ""
    if no is None:
        return store(yes, "pred", f"({call}){rest}" if joined else call)
    return (f"{{ const bool c = {call}; const bool v = c{rest}; const bool w = !c{rest}; "
            + store(yes, "pred", "v") + " " + store(no, "pred", "w") + " }")


ROUNDINGS = {"rn": "even", "rni": "even", "rzi": "zero", "rmi": "down", "rpi": "up"}


def convert(context, opcode, operands):
    """cvt[.rounding][.sat].to.from"""
    if opcode.types == ["f16x2", "f32"]:
        return _two_halves(opcode, operands)
    rounding = opcode.one_of(ROUNDINGS)
    saturates = opcode.one_of(("sat",)) is not None
    opcode.done(2)
    to, source = opcode.types
    fits = _rounding_fits(rounding, to, source) or rounding is None and saturates and to == source
    if "pred" in (to, source) or "f16x2" in (to, source) or not fits:
        raise PtxError(f"unknown opcode {opcode.text}: no such conversion, or not with that rounding")
    text = value(operands[1], source, wider=not is_float(source))
    return store(operands[0], to, f"ptx::convert<{cpp(to)}, ptx::Rounding::{ROUNDINGS.get(rounding, 'none')}, "
                 f"{str(saturates).lower()}>({text})")


def _rounding_fits(rounding, to, source):
    if is_float(source) and (not is_float(to) or to == source):
        return rounding in ("rni", "rzi", "rmi", "rpi")
    if is_float(to) and (not is_float(source) or BITS[to] < BITS[source]):
        return rounding == "rn"
    return rounding is None


def _two_halves(opcode, operands):
    """The first operand becomes the upper half."""
    rounding = opcode.one_of(("rn",))
    opcode.done(2)
    if rounding is None or len(operands) != 3:
        raise PtxError(f"unknown opcode {opcode.text}")
    return store(operands[0], "f16x2", f"ptx::two_halves({value(operands[1], 'f32')}, {value(operands[2], 'f32')})")


FORMS = {"mov": move, "setp": compare, "cvt": convert}
assert set(FLOATS) == {"f16", "f16x2", "f32", "f64"}
