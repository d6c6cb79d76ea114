"""Operands of an instruction, as words or as C++."""

from . import model
from .kinds import BITS, PtxError, cpp, is_float, is_signed
from .kinds import register as register_type
from .reader import number


def parse_operands(reader, names):
    """The operands up to the semicolon, which is taken. names: of registers and variables in scope."""
    found = []
    while not reader.skip(";"):
        found.append(_operand(reader, names))
        if not reader.skip(","):
            reader.take(";")
            break
    return tuple(found)


def _operand(reader, names):
    first = _simple(reader, names)
    if reader.skip("|"):
        return model.Pair(first, _simple(reader, names))
    return first


def _simple(reader, names):
    if reader.skip("!"):
        return model.Not(_named(reader, names))
    if reader.skip("{"):
        items = [_simple(reader, names)]
        while reader.skip(","):
            items.append(_simple(reader, names))
        reader.take("}")
        return model.Vector(tuple(items))
    if reader.skip("["):
        return _address(reader, names)
    if reader.next.kind == "float":
        text = reader.take().text
        return model.Float(int(text[2:], 16), "f32" if text[1] in "fF" else "f64")
    if reader.next.kind == "number":
        return model.Number(number(reader.take().text))
    return _named(reader, names)


def _named(reader, names):
    line, name = reader.line, reader.name()
    if name == "_":
        return model.Sink()
    if name == "WARP_SZ":
        return model.Number(32)
    if name.startswith("%") and names.get(name) is None:
        return model.Special(name)
    found = names.get(name)
    if found is None:
        return model.Symbol(name, 0)  # a label, or unknown: the emitter tells
    if isinstance(found, model.Register):
        return found
    offset = 0
    if reader.skip("+"):
        offset = reader.number()
    if reader.next.kind == "number":
        raise PtxError(f"an operand of an unknown form at {reader.next.text!r}", line)
    return model.Symbol(name, offset)


def _address(reader, names):
    base = _simple(reader, names)
    offset = reader.number() if reader.skip("+") or reader.next.kind == "number" else 0
    reader.take("]")
    if isinstance(base, model.Symbol):
        base, offset = model.Symbol(base.name, 0), offset + base.offset
    return model.Address(base, offset)


SPECIALS = {"%laneid": "simt::lane()", "%warpid": "t.warp()", "%globaltimer": "t.clock()", "%clock64": "t.clock()",
            "%clock": "t.clock()", "%lanemask_eq": "t.lane_mask_eq()", "%lanemask_lt": "t.lane_mask_lt()",
            "%lanemask_le": "t.lane_mask_le()", "%lanemask_gt": "t.lane_mask_gt()",
            "%lanemask_ge": "t.lane_mask_ge()", "%dynamic_smem_size": "t.dynamic_bytes()"}
for _register, _field in (("tid", "thread_index"), ("ctaid", "block_index"), ("ntid", "block_size"),
                          ("nctaid", "grid_size")):
    SPECIALS.update({f"%{_register}.{axis}": f"t.self.{_field}.{axis}" for axis in "xyz"})


def value(operand, kind, wider=False):
    """C++ for the operand read as that type. wider: from a register that may be wider than the type."""
    if isinstance(operand, model.Not) and kind == "pred":
        return "!" + value(operand.item, "pred")
    if isinstance(operand, model.Register):
        return _of_register(operand, kind, wider)
    if isinstance(operand, model.Special):
        if operand.name not in SPECIALS:
            raise PtxError(f"unknown special register {operand.name}")
        return f"{cpp(kind)}({SPECIALS[operand.name]})"
    if isinstance(operand, model.Float):
        return _of_float(operand, kind)
    if isinstance(operand, model.Number):
        return _of_number(operand.value, kind)
    if isinstance(operand, model.Symbol) and not is_float(kind) and BITS[kind] >= 32:
        return f"{cpp(kind)}(at_{mangled(operand.name)} + ({operand.offset}))"
    raise PtxError(f"an operand that no {kind} can be read from: {operand}")


def _of_register(register, kind, wider):
    width, wanted = BITS[register.kind], BITS[kind]
    if (width == 1) != (wanted == 1) or width < wanted or (width > wanted and not wider):
        raise PtxError(f"{register.name} has {width} bits, {kind} has {wanted}")
    if cpp(kind) == register_type(register.kind):
        return register.name
    if is_float(register.kind) and register.kind in ("f32", "f64"):
        return f"{cpp(kind)}(ptx::bits({register.name}))"
    return f"ptx::as<{cpp(kind)}>({register.name})" if is_float(kind) else f"{cpp(kind)}({register.name})"


def _of_float(literal, kind):
    if BITS[kind] != BITS[literal.kind]:
        raise PtxError(f"a literal of {literal.kind} where {kind} is wanted")
    text = f"uint{BITS[kind]}_t(0x{literal.bits:x}u)"
    return f"ptx::as<{cpp(kind)}>({text})" if is_float(kind) else f"{cpp(kind)}({text})"


def _of_number(number_, kind):
    if kind == "pred":
        return "true" if number_ else "false"
    if is_float(kind):
        raise PtxError(f"the integer {number_} where {kind} is wanted")
    width = BITS[kind]
    if not -(1 << (width - 1)) <= number_ < 1 << width:
        raise PtxError(f"{number_} does not fit in {kind}")
    digits = f"0x{number_ & ((1 << width) - 1):x}{'ul' if width == 64 else 'u'}"
    return f"{cpp(kind)}({digits})" if is_signed(kind) or width < 32 else digits


def store(target, kind, text):
    """C++ that gives the register the value `text` of that type, extended where the register is wider."""
    if isinstance(target, model.Sink):
        return f"(void)({text});"
    if not isinstance(target, model.Register):
        raise PtxError(f"a result cannot go to {target}")
    width = BITS[target.kind]
    if (width == 1) != (kind == "pred") or width < BITS[kind]:
        raise PtxError(f"{target.name} has {width} bits, the result is {kind}")
    if target.kind in ("f32", "f64"):
        return f"{target.name} = {text if kind == target.kind else f'ptx::as<{cpp(target.kind)}>(uint{width}_t({text}))'};"
    if is_float(kind):
        return f"{target.name} = ptx::bits({text});"
    return f"{target.name} = {text};" if width == BITS[kind] else f"{target.name} = {cpp(kind)}({text});"


def mangled(name):
    """A PTX name as part of one of C++."""
    return name.replace("$", "D_").replace("%", "").replace(".", "_")
