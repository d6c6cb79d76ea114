"""Loads, stores, atomics and copies between memory spaces."""

from . import model
from .kinds import BITS, PtxError, cpp, is_float
from .operands import mangled, store, value

SPACES = ("global", "shared", "shared::cta", "local", "const", "param")
SCOPES = ("cta", "cluster", "gpu", "sys")
HINTS = ("L1::", "L2::", "ca", "cg", "cs", "lu", "cv", "wb", "wt", "nc", "evict")
LANES = {"v2": 2, "v4": 4, "v8": 8}


def _count(operands, wanted, opcode):
    if len(operands) != wanted:
        raise PtxError(f"{opcode.text} has {len(operands)} operands, not {wanted}")


def space_of(opcode):
    space = opcode.one_of(SPACES, "generic").split("::")[0]
    return "global" if space == "const" else space


def address_of(operand, space):
    """C++ for the address: an offset in shared memory, else an address of the host's."""
    if not isinstance(operand, model.Address):
        raise PtxError(f"an address is wanted, not {operand}")
    base = operand.base
    if isinstance(base, model.Symbol):
        text = f"at_{mangled(base.name)}"
    elif isinstance(base, model.Register) and (BITS[base.kind] == 64 or space == "shared" and BITS[base.kind] == 32):
        text = base.name
    else:
        raise PtxError(f"no address of {space} memory: {operand}")
    width = 32 if space == "shared" else 64
    return f"uint{width}_t({text} + (uint{width}_t({operand.offset})))"


def _order(opcode, sources):
    order = opcode.one_of(("weak", "relaxed", "acquire", "release", "acq_rel", "sc", "volatile", "mmio"), "weak")
    if order == "mmio" or order == "acq_rel" and sources:
        raise PtxError(f"{opcode.text} is not known")
    opcode.one_of(SCOPES)
    return "plain" if order == "weak" else "ordered"


def _bits_type(kind):
    return f"b{BITS[kind]}" if is_float(kind) else kind


def load(context, opcode, operands):
    _count(operands, 2, opcode)
    space = space_of(opcode)
    if space == "param":
        return _load_parameter(context, opcode, operands)
    order, lanes = _order(opcode, True), LANES.get(opcode.one_of(LANES), 1)
    opcode.drop(*HINTS)
    opcode.done(1)
    kind = _bits_type(opcode.type)
    targets = operands[0].items if isinstance(operands[0], model.Vector) else (operands[0],)
    if len(targets) != lanes:
        raise PtxError(f"{opcode.text} loads {lanes} values, not {len(targets)}")
    call = (f"<ptx::Space::{space}, {cpp(kind)}, {f'{lanes}, ' if lanes > 1 else ''}ptx::Order::{order}>"
            f"(t, {context.line}, {address_of(operands[1], space)})")
    if lanes == 1:
        return store(targets[0], kind, f"ptx::load{call}")
    stores = " ".join(store(to, kind, f"v[{i}]") for i, to in enumerate(targets))
    return f"{{ const auto v = ptx::load_vector{call}; {stores} }}"


def _load_parameter(context, opcode, operands):
    lanes = LANES.get(opcode.one_of(LANES), 1)
    opcode.done(1)
    kind, address = _bits_type(opcode.type), operands[1]
    if not isinstance(address, model.Address) or not isinstance(address.base, model.Symbol):
        raise PtxError("a parameter is read by its name only")
    targets = operands[0].items if isinstance(operands[0], model.Vector) else (operands[0],)
    size = BITS[kind] // 8
    context.check_parameter(address.base.name, address.offset, size * lanes)
    return " ".join(store(to, kind, f"ptx::parameter<{cpp(kind)}>({mangled(address.base.name)}, "
                          f"{address.offset + i * size})") for i, to in enumerate(targets))


def store_form(context, opcode, operands):
    _count(operands, 2, opcode)
    space = space_of(opcode)
    order, lanes = _order(opcode, True), LANES.get(opcode.one_of(LANES), 1)
    opcode.drop(*HINTS)
    opcode.done(1)
    if space == "param":
        raise PtxError("calls of functions are not known")
    kind = _bits_type(opcode.type)
    sources = operands[1].items if isinstance(operands[1], model.Vector) else (operands[1],)
    if len(sources) != lanes:
        raise PtxError(f"{opcode.text} stores {lanes} values, not {len(sources)}")
    values = ", ".join(value(source, kind, wider=True) for source in sources)
    name, lanes_text, values = ("store", "", values) if lanes == 1 else ("store_vector", f"{lanes}, ", f"{{{values}}}")
    return (f"ptx::{name}<ptx::Space::{space}, {cpp(kind)}, {lanes_text}ptx::Order::{order}>"
            f"(t, {context.line}, {address_of(operands[0], space)}, {values});")


ATOMICS = {
    "add": "u32 s32 u64 s64 f32 f64", "min": "u32 s32 u64 s64", "max": "u32 s32 u64 s64", "inc": "u32", "dec": "u32",
    "and": "b32 b64", "or": "b32 b64", "xor": "b32 b64", "exch": "b32 b64 u32 s32 u64 s64",
    "cas": "b16 b32 b64 u32 s32 u64 s64",
}


def atomic(context, opcode, operands):
    reduces = opcode.name == "red"
    space = space_of(opcode)
    _order(opcode, False)
    action = opcode.one_of(ATOMICS)
    opcode.drop("L2::")
    opcode.done(1)
    kind = opcode.type
    if action is None or kind not in ATOMICS[action].split() or reduces and action in ("exch", "cas"):
        raise PtxError(f"unknown opcode {opcode.text}")
    _count(operands, (1 if reduces else 2) + (2 if action == "cas" else 1), opcode)
    rest = operands if reduces else operands[1:]
    values = ", ".join(value(operand, kind) for operand in rest[1:])
    text = (f"ptx::atomic<ptx::Space::{space}, {cpp(kind)}, ptx::Atomic::op_{action}>(t, {context.line}, "
            f"{address_of(rest[0], space)}, {values})")
    return f"{text};" if reduces else store(operands[0], kind, text)


def convert_address(context, opcode, operands):
    """cvta: generic addresses are the host's; those of shared memory count from its beginning."""
    _count(operands, 2, opcode)
    to = opcode.one_of(("to",))
    space = space_of(opcode)
    opcode.done(1)
    if opcode.type != "u64":
        raise PtxError("only addresses of 64 bits are known")
    source = value(operands[1], "u64")
    if space == "shared":
        source = f"t.{'shared_of' if to else 'host_of'}({context.line}, {source})"
    return store(operands[0], "u64", source)


def copy(context, opcode, operands):
    """cp.async: what is copied arrives when it is waited for, and not before."""
    kind = opcode.one_of(("commit_group", "wait_group", "wait_all"))
    opcode.one_of(("async",))
    if kind is None:
        cache = opcode.one_of(("ca", "cg"))
        spaces = (opcode.one_of(("shared", "shared::cta")), opcode.one_of(("global",)))
        opcode.drop("L2::")
        opcode.done(0)
        if None in spaces or cache is None or len(operands) not in (3, 4):
            raise PtxError(f"unknown opcode {opcode.text}")
        size = operands[2].value if isinstance(operands[2], model.Number) else 0
        if size not in ((16,) if cache == "cg" else (4, 8, 16)):
            raise PtxError(f"{opcode.text} of {size} bytes")
        read = value(operands[3], "u32") if len(operands) == 4 else f"{size}u"
        return (f"t.copies.add<{size}>(t, {context.line}, {address_of(operands[0], 'shared')}, "
                f"{address_of(operands[1], 'global')}, {read});")
    opcode.done(0)
    groups = value(operands[0], "u32") if kind == "wait_group" else "0u"
    waits = f"t.copies.wait({groups}, {str(kind == 'wait_all').lower()});"
    return "t.copies.commit();" if kind == "commit_group" else waits


FORMS = {"ld": load, "ldu": load, "st": store_form, "atom": atomic, "red": atomic, "cvta": convert_address, "cp": copy}
