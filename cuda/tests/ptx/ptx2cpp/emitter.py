"""Writes the C++ of a module: one function per kernel, one statement per instruction."""

from . import model
from .kinds import BITS, PtxError, cpp, register
from .memory_forms import FORMS as MEMORY
from .opcode import Opcode
from .operands import mangled, store, value
from .table import TABLE
from .value_forms import FORMS as VALUES
from .warp_forms import FORMS as WARP

FORMS = {**MEMORY, **VALUES, **WARP}
# A variable of shared memory lies where its alignment allows, and no better; nothing lies beside it.
SHARED_GAP = 1024


class Context:
    """What an instruction must know of where it stands."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.line = kernel.line
        self.parameters = {parameter.name: parameter for parameter in kernel.parameters}

    def check_parameter(self, name, offset, size):
        parameter = self.parameters.get(name)
        if parameter is None:
            raise PtxError(f"there is no parameter {name}")
        whole = parameter.count * BITS[parameter.kind] // 8
        if offset < 0 or offset + size > whole or offset % size:
            raise PtxError(f"{size} bytes at {offset} of parameter {name}, which has {whole}")


def emit(module):
    lines = [f"// {module.name} ({module.target}), translated. Do not edit.",
             '#include "ptx/runtime/thread.hpp"', "namespace {"]
    for variable in module.variables.values():
        lines += _module_variable(variable)
    for kernel in module.kernels:
        lines += _kernel(module, kernel)
    return "\n".join([*lines, "}  // namespace", ""])


def _module_variable(variable):
    if variable.space == "shared":
        return []
    if variable.space not in ("global", "const") or variable.size < 0:
        raise PtxError(f"a variable of the module in {variable.space} memory: {variable.name}")
    name, data = mangled(variable.name), variable.initial.ljust(variable.size, b"\0")
    return [f"alignas({variable.align}) unsigned char data_{name}[{variable.size}] = {{{','.join(map(str, data))}}};",
            f"const uint64_t at_{name} = ptx::module_variable(data_{name}, {variable.size});"]


def _parameter_type(parameter):
    if parameter.count == 1:
        return cpp(parameter.kind)
    return f"ptx::Structure<{parameter.count * BITS[parameter.kind] // 8}, {max(parameter.align, 1)}>"


def _kernel(module, kernel):
    context = Context(kernel)
    parameters = ", ".join(f"[[maybe_unused]] {_parameter_type(p)} {mangled(p.name)}" for p in kernel.parameters)
    lines = [f'ptx::Counter counter_{kernel.name}("{kernel.name}", "{module.name}");',
             f"void kernel_{kernel.name}({parameters}) {{", f"ptx::Thread t(counter_{kernel.name});"]
    lines += _variables(kernel)
    lines += _registers(kernel)
    try:
        lines += _body(context)
    except PtxError as error:
        raise PtxError(f"kernel {kernel.name}: {error}", error.line or context.line) from None
    return [*lines, "}", f'const simt::Registration registration_{kernel.name}("{kernel.name}", &kernel_{kernel.name});']


def _variables(kernel):
    lines, at = [], SHARED_GAP
    for variable in kernel.variables.values():
        name = mangled(variable.name)
        if variable.space == "shared":
            start = at if variable.size < 0 else at + variable.align % SHARED_GAP
            make = f"t.static_shared(&site_{name}, {start}, {variable.size})"
            if variable.size < 0:
                make = f"t.dynamic_shared({start})"
            lines += [f"static const char site_{name} = 0; (void)site_{name};",
                      f"[[maybe_unused]] const uint32_t at_{name} = {make};"]
            at = (start + max(variable.size, 0) + 2 * SHARED_GAP - 1) // SHARED_GAP * SHARED_GAP
        elif variable.space == "local":
            lines += [f"alignas({variable.align}) unsigned char data_{name}[{variable.size}];",
                      f"[[maybe_unused]] const uint64_t at_{name} = t.local(data_{name}, {variable.size});"]
    return lines


def _registers(kernel):
    """Each has its poison until it is written."""
    names = {}
    for one in kernel.registers:
        names.setdefault(register(one.kind), []).append(one.name)
    return [f"[[maybe_unused]] {kind} " + ", ".join(f"{name} = ptx::undefined<{kind}>" for name in group) + ";"
            for kind, group in names.items()]


def _body(context):
    """Instructions are counted where a run of them begins: it is left at its end only."""
    lines, run, labels = [], [], set()

    def end_run():
        if run:
            lines.append(f"t.count.instructions += {len(run)};")
            lines.extend(run)
            run.clear()

    for item in context.kernel.body:
        context.line = item.line
        if isinstance(item, model.Label):
            end_run()
            if item.name in labels:
                raise PtxError(f"label {item.name} is there twice")
            labels.add(item.name)
            lines.append(f"{mangled(item.name)}:;")
            continue
        run.append(_guarded(context, item))
        if item.opcode.split(".")[0] in ("bra", "brx", "ret", "exit", "trap"):
            end_run()
    end_run()
    return lines


def _guarded(context, instruction):
    text = _statement(context, Opcode(instruction.opcode), instruction.operands)
    return f"if ({value(instruction.guard, 'pred')}) {{ {text} }}" if instruction.guard else text


def _statement(context, opcode, operands):
    if opcode.name in FORMS:
        return FORMS[opcode.name](context, opcode, operands)
    if opcode.name in ("bra", "brx", "ret", "exit", "trap"):
        return _control(context, opcode, operands)
    row = TABLE.get((opcode.stem, opcode.type)) if opcode.types else None
    if row is None or len(opcode.types) != 1:
        raise PtxError(f"unknown opcode {opcode.text}")
    signature, function = row
    if len(operands) != len(signature):
        raise PtxError(f"{opcode.text} has {len(operands)} operands, not {len(signature)}")
    kinds = [_kind(letter, opcode.type) for letter in signature]
    arguments = [value(operand, kind) for operand, kind in zip(operands[1:], kinds[1:])]
    text = f"ptx::{function}({', '.join(arguments)})"
    if "$" in function:
        text = function.replace("$w", cpp(kinds[0]))
        for i, argument in enumerate(arguments):
            text = text.replace(f"${i + 1}", argument)
    return store(operands[0], kinds[0], text)


def _kind(letter, kind):
    """The type that a letter of a signature stands for, in an instruction on that type."""
    width = BITS[kind]
    return {"t": kind, "w": f"{kind[0]}{2 * width}", "b": kind if width == 1 else f"b{width}"}.get(letter, letter)


def _control(context, opcode, operands):
    opcode.one_of(("uni",))
    indexed = opcode.one_of(("idx",)) is not None
    opcode.done(0)
    if opcode.name in ("ret", "exit"):
        return "return;"
    if opcode.name == "trap":
        return f't.fail({context.line}, "trap");'
    if opcode.name == "bra" and not indexed:
        return f"goto {mangled(operands[0].name)};"
    targets = context.kernel.targets.get(operands[1].name)
    if targets is None:
        raise PtxError(f"there are no branch targets {operands[1].name}")
    cases = " ".join(f"case {i}: goto {mangled(label)};" for i, label in enumerate(targets.labels))
    return f'switch ({value(operands[0], "u32")}) {{ {cases} default: t.fail({context.line}, "brx.idx past its targets"); }}'
