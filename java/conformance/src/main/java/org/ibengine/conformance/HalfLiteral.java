package org.ibengine.conformance;

import java.util.List;

/** A float32 value and the bits that {@code numpy.float16} gives it. */
record HalfLiteral(float value, int bits) {
  static final List<HalfLiteral> ALL =
      List.of(
          new HalfLiteral(0.0f, 0x0000),
          new HalfLiteral(1.0f, 0x3c00),
          new HalfLiteral(-2.0f, 0xc000),
          new HalfLiteral(65504.0f, 0x7bff),
          new HalfLiteral(65519.996f, 0x7bff),
          new HalfLiteral(65520.0f, 0x7c00),
          new HalfLiteral(-70000.0f, 0xfc00),
          new HalfLiteral(1e-7f, 0x0002),
          new HalfLiteral(5.9604645e-8f, 0x0001),
          new HalfLiteral(2.9802322e-8f, 0x0000),
          new HalfLiteral(2.9802326e-8f, 0x0001),
          new HalfLiteral(8.940697e-8f, 0x0002),
          new HalfLiteral(-8.940697e-8f, 0x8002),
          new HalfLiteral(6.1035156e-5f, 0x0400),
          new HalfLiteral(6.1005353e-5f, 0x0400),
          new HalfLiteral(6.100535e-5f, 0x03ff),
          new HalfLiteral(0.1f, 0x2e66),
          new HalfLiteral(0.33325195f, 0x3555),
          new HalfLiteral(2047.5f, 0x6800),
          new HalfLiteral(2049.0f, 0x6800),
          new HalfLiteral(2050.0f, 0x6801),
          new HalfLiteral(2051.0f, 0x6802),
          new HalfLiteral(4095.9f, 0x6c00),
          new HalfLiteral(1.0004883f, 0x3c00),
          new HalfLiteral(1.0004884f, 0x3c01),
          new HalfLiteral(1.0014648f, 0x3c02),
          new HalfLiteral(-1.0004883f, 0xbc00),
          new HalfLiteral(1e10f, 0x7c00),
          new HalfLiteral(3.4028235e38f, 0x7c00),
          new HalfLiteral(-1e-30f, 0x8000),
          new HalfLiteral(0.99975586f, 0x3c00),
          new HalfLiteral(0.9998779f, 0x3c00));
}
