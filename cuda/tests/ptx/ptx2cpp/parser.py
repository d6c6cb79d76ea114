"""Parses what nvcc -ptx writes, and PTX written by hand: kernels, their memory, their instructions."""

from . import model
from .kinds import BITS, PtxError, is_type
from .lexer import words
from .operands import mangled, parse_operands
from .reader import Reader

HEAD = {".maxntid": 3, ".reqntid": 3, ".minnctapersm": 1, ".maxnreg": 1}
LINKAGE = {".visible", ".extern", ".weak", ".common"}
SPACES = {".shared", ".local", ".global", ".const"}


def parse(text, name):
    module = model.Module(name)
    reader = Reader(words(text))
    while reader.at < len(reader.words):
        _top(reader, module)
    return module


def _top(reader, module):
    while reader.next.text in LINKAGE:
        reader.take()
    line, word = reader.line, reader.take().text
    if word == ".target":
        module.target = reader.name()
        while reader.skip(","):
            reader.name()
    elif word == ".address_size":
        if reader.number() != 64:
            raise PtxError("only addresses of 64 bits are known", line)
    elif word == ".entry":
        module.kernels.append(_kernel(reader, module))
    elif word in SPACES:
        variable = _variable(reader, word)
        module.variables[variable.name] = variable
    else:
        raise PtxError(f"unknown directive {word}", line)


def _variable(reader, space):
    align, name = None, None
    if reader.skip(".align"):
        align = reader.number()
    line, kind = reader.line, reader.name().lstrip(".")
    if not is_type(kind):
        raise PtxError(f"unknown type .{kind} of a variable", line)
    name, unit = reader.name(), BITS[kind] // 8
    count = 1
    if reader.skip("["):
        count = -1 if reader.next.text == "]" else reader.number()
        reader.take("]")
    size = -1 if count < 0 else count * unit
    initial = _initial(reader, unit, size) if reader.skip("=") else b""
    reader.take(";")
    return model.Variable(space[1:], name, align or unit, size, initial)


def _initial(reader, unit, size):
    braces = reader.skip("{")
    found = b""
    while True:
        mask = (1 << (8 * unit)) - 1
        found += (reader.number() & mask).to_bytes(unit, "little")
        if not braces or not reader.skip(","):
            break
    if braces:
        reader.take("}")
    return found.ljust(size, b"\0")


def _kernel(reader, module):
    line = reader.line
    kernel = model.Kernel(reader.name(), line, [])
    if reader.skip("("):
        while not reader.skip(")"):
            kernel.parameters.append(_parameter(reader))
            reader.skip(",")
    while reader.next.text in HEAD:
        reader.take()
        reader.number()
        while reader.skip(","):
            reader.number()
    kernel.variables = dict(module.variables)
    reader.take("{")
    names = {name: variable for name, variable in module.variables.items()}
    names.update({parameter.name: parameter for parameter in kernel.parameters})
    try:
        _block(reader, kernel, names)
    except PtxError as error:
        raise PtxError(f"kernel {kernel.name}: {error}", error.line or reader.line) from None
    return kernel


def _parameter(reader):
    reader.take(".param")
    align, kind, name, count = 0, None, None, 1
    while name is None:
        line, word = reader.line, reader.name()
        if word == ".align":
            align = reader.number()
        elif word in (".ptr", ".global", ".shared", ".const"):
            continue
        elif word.startswith(".") and is_type(word[1:]):
            kind = word[1:]
        elif not word.startswith("."):
            name = word
        else:
            raise PtxError(f"unknown word {word} in a parameter", line)
    if reader.skip("["):
        count = reader.number()
        reader.take("]")
    return model.Parameter(name, kind, align, count)


def _block(reader, kernel, names):
    """Everything up to the brace that closes the block. Names declared in it end with it."""
    names = dict(names)
    while not reader.skip("}"):
        word = reader.next
        if reader.skip("{"):
            _block(reader, kernel, names)
        elif word.text == ".reg":
            reader.take()
            _registers(reader, kernel, names)
        elif word.text in SPACES:
            variable = _variable(reader, reader.take().text)
            if variable.name in kernel.variables:
                raise PtxError(f"{variable.name} is declared twice", word.line)
            kernel.variables[variable.name] = names[variable.name] = variable
        elif word.text == ".pragma":
            reader.until(";")
        else:
            _statement(reader, kernel, names)


def _registers(reader, kernel, names):
    line, kind = reader.line, reader.name().lstrip(".")
    if kind not in BITS or BITS[kind] == 8:
        raise PtxError(f"registers of type .{kind} are not known", line)
    while True:
        name = reader.name()
        if reader.skip("<"):
            found = [f"{name}{i}" for i in range(reader.number())]
            reader.take(">")
        else:
            found = [name]
        for one in found:
            register = model.Register(f"{mangled(one)}_{len(kernel.registers)}", kind)
            kernel.registers.append(register)
            names[one] = register
        if not reader.skip(","):
            break
    reader.take(";")


def _statement(reader, kernel, names):
    line, guard = reader.line, None
    if reader.skip("@"):
        negated = reader.skip("!")
        guard = names.get(reader.name())
        if not isinstance(guard, model.Register) or guard.kind != "pred":
            raise PtxError("a guard that is not a predicate", line)
        guard = model.Not(guard) if negated else guard
    opcode = reader.name()
    if opcode.startswith("call"):
        raise PtxError(f"unknown opcode {opcode}: functions are not known", line)
    if guard is None and reader.skip(":"):
        if reader.skip(".branchtargets"):
            labels = [word.text for word in reader.until(";") if word.text != ","]
            kernel.targets[opcode] = model.Targets(opcode, tuple(labels))
        else:
            kernel.body.append(model.Label(opcode, line))
        return
    kernel.body.append(model.Instruction(opcode, parse_operands(reader, names), guard, line))
