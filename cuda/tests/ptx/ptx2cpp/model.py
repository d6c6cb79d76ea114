"""What a PTX file says, once it is parsed."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Register(NamedTuple):
    name: str  # of the C++ variable
    kind: str  # as declared


class Special(NamedTuple):
    name: str  # with its %


class Number(NamedTuple):
    value: int


class Float(NamedTuple):
    bits: int
    kind: str  # f32 or f64


class Symbol(NamedTuple):
    name: str
    offset: int


class Address(NamedTuple):
    base: object  # Register, Symbol or Number
    offset: int


class Vector(NamedTuple):
    items: tuple


class Pair(NamedTuple):
    """p|q: two results."""
    first: object
    second: object


class Not(NamedTuple):
    item: Register


class Sink(NamedTuple):
    """_: a result that nobody wants."""


class Label(NamedTuple):
    name: str
    line: int


class Targets(NamedTuple):
    """The labels that a brx.idx chooses from."""
    name: str
    labels: tuple


class Instruction(NamedTuple):
    opcode: str
    operands: tuple
    guard: object  # None, Register or Not
    line: int


@dataclass
class Variable:
    """Shared, local, global or constant memory with a name."""
    space: str
    name: str
    align: int
    size: int  # -1: the dynamic shared memory of the launch
    initial: bytes = b""


@dataclass
class Parameter:
    name: str
    kind: str
    align: int
    count: int  # of a structure's bytes, else 1


@dataclass
class Kernel:
    name: str
    line: int
    parameters: list
    variables: dict = field(default_factory=dict)
    registers: list = field(default_factory=list)
    body: list = field(default_factory=list)
    targets: dict = field(default_factory=dict)


@dataclass
class Module:
    name: str
    target: str = ""
    variables: dict = field(default_factory=dict)
    kernels: list = field(default_factory=list)
