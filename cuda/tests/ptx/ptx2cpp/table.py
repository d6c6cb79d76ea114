"""Instructions that turn values into a value: which there are, for which types, and the runtime's function for each.

A row is: pattern | types | result and operands | function of the runtime.
  {a|b} in a pattern stands for either; * in the function for what was chosen, joined by _.
  t is the type at the end of the opcode, w the type twice as wide, b bits as wide; others are themselves.
A function with $ is an expression of the operands $1, $2 ... and the result's type $w: calls take the compiler longer.
Arithmetic of floats without .rn is missing on purpose: ptxas may fuse it, and results would differ by device.
"""

import itertools
import re

INTEGERS = "u16 s16 u32 s32 u64 s64"
SIGNED = "s16 s32 s64"
REALS = "f32 f64 f16 f16x2"

ROWS = f"""
add                         | {INTEGERS}            | b b b       | $1 + $2
sub                         | {INTEGERS}            | b b b       | $1 - $2
{{add|sub}}.sat             | s32                   | t t t       | *_sat
mul.lo                      | u16 s16               | t t t       | mul
mul.lo                      | u32 s32 u64 s64       | b b b       | $1 * $2
mul.hi                      | {INTEGERS}            | t t t       | mul_hi
mul.wide                    | u16 s16 u32 s32       | w t t       | $w($1) * $w($2)
mad.lo                      | {INTEGERS}            | t t t t     | mad
mad.hi                      | {INTEGERS}            | t t t t     | mad_hi
mad.hi.sat                  | s32                   | t t t t     | mad_hi_sat
mad.wide                    | u16 s16 u32 s32       | w t t w     | mad_wide
sad                         | {INTEGERS}            | t t t t     | sad
{{div|rem}}                 | {INTEGERS}            | t t t       | *
{{min|max}}                 | {INTEGERS}            | t t t       | integer_*
{{abs|neg}}                 | {SIGNED}              | t t         | integer_*
popc                        | b32 b64               | u32 t       | popc
clz                         | b32 b64               | u32 t       | clz
bfind                       | u32 s32 u64 s64       | u32 t       | bfind
bfind.shiftamt              | u32 s32 u64 s64       | u32 t       | bfind_shift
brev                        | b32 b64               | t t         | brev
bfe                         | u32 s32 u64 s64       | t t u32 u32 | bfe
bfi                         | b32 b64               | t t t u32 u32 | bfi
and                         | pred b16 b32 b64      | t t t       | $1 & $2
or                          | pred b16 b32 b64      | t t t       | $1 | $2
xor                         | pred b16 b32 b64      | t t t       | $1 ^ $2
not                         | b16 b32 b64           | t t         | ~$1
not                         | pred                  | t t         | !$1
cnot                        | b16 b32 b64           | t t         | cnot
lop3                        | b32                   | t t t t u32 | lop3
shl                         | b16 b32 b64           | t t u32     | shl
shr                         | b16 b32 b64 {INTEGERS} | t t u32    | shr
shf.{{l|r}}.{{wrap|clamp}}  | b32                   | t t t u32   | shf_*
prmt                        | b32                   | t t t u32   | prmt
prmt.{{f4e|b4e|rc8|ecl|ecr|rc16}} | b32             | t t t u32   | prmt_*
selp                        | b16 b32 b64 {INTEGERS} {REALS} | b b b pred | $3 ? $1 : $2

{{add|sub|mul}}.rn          | f32 f16 f16x2         | t t t       | real_*
add.rn                      | f64                   | t t t       | $1 + $2
sub.rn                      | f64                   | t t t       | $1 - $2
mul.rn                      | f64                   | t t t       | $1 * $2
{{add|sub|mul}}.rn.sat      | f32 f16 f16x2         | t t t       | real_*_sat
fma.rn                      | {REALS}               | t t t t     | fma
fma.rn.sat                  | f32 f16 f16x2         | t t t t     | fma_sat
div.rn                      | f32 f64               | t t t       | real_div
{{rcp|sqrt}}.rn             | f32 f64               | t t         | *
{{rcp|sqrt|rsqrt}}.approx   | f32                   | t t         | *_approx
{{rcp|sqrt|rsqrt}}.approx.ftz | f32                 | t t         | *_approx_ftz
div.{{approx|full}}         | f32                   | t t t       | div_approx
{{min|max}}                 | {REALS}               | t t t       | real_*
{{min|max}}.NaN             | f32 f16 f16x2         | t t t       | real_*_nan
{{abs|neg}}                 | {REALS}               | t t         | real_*
copysign                    | f32 f64               | t t t       | copysign
testp.{{finite|infinite|number|notanumber|normal|subnormal}} | f32 f64 | pred t | is_*
"""


def _expanded(pattern):
    """Every opcode that the pattern stands for, with the words chosen."""
    parts = re.split(r"\{([^}]*)\}", pattern)
    choices = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    for chosen in itertools.product(*choices):
        yield "".join(chosen), "_".join(chosen[1::2])


def _rows(text):
    table = {}
    for row in filter(None, (line.strip() for line in text.splitlines())):
        pattern, types, signature, function = (cell.strip() for cell in row.split(" | ", 3))
        for opcode, chosen in _expanded(pattern):
            for kind in types.split():
                assert (opcode, kind) not in table, f"{opcode}.{kind} is there twice"
                table[opcode, kind] = signature.split(), function.replace("*", chosen) if chosen else function
    return table


TABLE = _rows(ROWS)
