"""Barriers, fences and operations of a warp."""

from . import model
from .kinds import PtxError, cpp
from .operands import store, value


def barrier(context, opcode, operands):
    if opcode.one_of(("warp",)):
        opcode.one_of(("sync",))
        opcode.done(0)
        return f"t.warp_barrier({value(operands[0], 'u32')});"
    opcode.one_of(("cta",))
    opcode.one_of(("aligned",))
    if opcode.one_of(("sync",)) is None or opcode.modifiers or operands != (model.Number(0),):
        raise PtxError(f"unknown opcode {opcode.text}: only barrier 0 of the whole block is known")
    return "t.barrier();"


def fence(context, opcode, operands):
    known = {"membar": ("cta", "gl", "sys"),
             "fence": ("sc", "acq_rel", "acquire", "release", "cta", "cluster", "gpu", "sys")}
    for word in known[opcode.name]:
        opcode.one_of((word,))
    opcode.done(0)
    return "t.fence();"


def sleep(context, opcode, operands):
    opcode.done(1)
    return f"t.sleep({value(operands[0], 'u32')});"


def shuffle(context, opcode, operands):
    mode = opcode.one_of(("up", "down", "bfly", "idx"))
    if opcode.one_of(("sync",)) is None or mode is None or opcode.types != ["b32"] or len(operands) != 5:
        raise PtxError(f"unknown opcode {opcode.text}")
    opcode.done(1)
    target, valid = _results(operands[0])
    arguments = ", ".join(value(operand, "u32") for operand in operands[1:])
    text = f"{{ bool valid = false; const uint32_t v = ptx::shuffle(t, ptx::Shuffle::{mode}, {arguments}, &valid); "
    return text + store(target, "b32", "v") + " " + store(valid, "pred", "valid") + " }"


def _results(operand):
    """The register and the predicate of `d|p`, either of which may be missing."""
    return (operand.first, operand.second) if isinstance(operand, model.Pair) else (operand, model.Sink())


def vote(context, opcode, operands):
    mode = opcode.one_of(("ballot", "all", "any", "uni"))
    if opcode.one_of(("sync",)) is None or mode is None or len(operands) != 3:
        raise PtxError(f"unknown opcode {opcode.text}: only votes with a mask (.sync) are known")
    opcode.done(1)
    kind = "b32" if mode == "ballot" else "pred"
    if opcode.type != kind:
        raise PtxError(f"unknown opcode {opcode.text}")
    return store(operands[0], kind, f"ptx::vote_{mode}(t, {value(operands[2], 'u32')}, {value(operands[1], 'pred')})")


def match(context, opcode, operands):
    mode = opcode.one_of(("any", "all"))
    if opcode.one_of(("sync",)) is None or mode is None or opcode.type not in ("b32", "b64") or len(operands) != 3:
        raise PtxError(f"unknown opcode {opcode.text}")
    opcode.done(1)
    target, same = _results(operands[0])
    if mode == "any" and not isinstance(same, model.Sink):
        raise PtxError(f"{opcode.text} has one result")
    text = (f"{{ const uint32_t v = ptx::match_{mode}(t, {value(operands[2], 'u32')}, "
            f"{value(operands[1], 'u' + opcode.type[1:])}); ")
    return text + store(target, "b32", "v") + " " + store(same, "pred", "v != 0") + " }"


REDUCTIONS = {"add": "u32 s32", "min": "u32 s32", "max": "u32 s32", "and": "b32", "or": "b32", "xor": "b32"}


def reduce(context, opcode, operands):
    action = opcode.one_of(REDUCTIONS)
    if opcode.one_of(("sync",)) is None or action is None or opcode.type not in REDUCTIONS[action].split():
        raise PtxError(f"unknown opcode {opcode.text}")
    opcode.done(1)
    source, mask = operands[1:]
    return store(operands[0], opcode.type, f"ptx::reduce<{cpp(opcode.type)}, ptx::Atomic::op_{action}>"
                 f"(t, {value(mask, 'u32')}, {value(source, opcode.type)})")


def elect(context, opcode, operands):
    if opcode.one_of(("sync",)) is None or len(operands) != 2:
        raise PtxError(f"unknown opcode {opcode.text}")
    opcode.done(0)
    target, leads = _results(operands[0])
    text = f"{{ bool leads = false; const uint32_t v = ptx::elect(t, {value(operands[1], 'u32')}, &leads); "
    return text + store(target, "b32", "v") + " " + store(leads, "pred", "leads") + " }"


FORMS = {"bar": barrier, "barrier": barrier, "membar": fence, "fence": fence, "shfl": shuffle, "vote": vote,
         "nanosleep": sleep, "match": match, "redux": reduce, "elect": elect}
