"""CRC-32C (Castagnoli), as ``ib epoch --digest`` prints it, written from its definition."""
import numpy

_POLYNOMIAL = 0x82F63B78  # reversed


def _table():
    values = numpy.arange(256, dtype=numpy.uint32)
    for _ in range(8):
        values = numpy.where(values & 1, (values >> 1) ^ _POLYNOMIAL, values >> 1)
    return values.tolist()


_TABLE = _table()


def crc32c(array):
    value = 0xFFFFFFFF
    for byte in numpy.ascontiguousarray(array).tobytes():
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value ^ 0xFFFFFFFF
