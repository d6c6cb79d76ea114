package org.ibengine.store;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Three integers of a JSON array, unboxed: nearly all of a large {@code case.json} is made of them,
 * and a list of objects would take 140 bytes for the 15 that are in the file.
 */
final class JsonTriple extends AbstractList<Object> implements RandomAccess {
  private final int first;
  private final int second;
  private final int third;

  private JsonTriple(int first, int second, int third) {
    this.first = first;
    this.second = second;
    this.third = third;
  }

  static boolean isOne(List<?> list) {
    return list.size() == 3 && isInt(list.get(0)) && isInt(list.get(1)) && isInt(list.get(2));
  }

  private static boolean isInt(Object value) {
    return value instanceof Long number && number == number.intValue();
  }

  static JsonTriple of(List<?> list) {
    return new JsonTriple(intOf(list.get(0)), intOf(list.get(1)), intOf(list.get(2)));
  }

  private static int intOf(Object value) {
    return ((Long) value).intValue();
  }

  @Override
  public Object get(int index) {
    return switch (index) {
      case 0 -> (long) first;
      case 1 -> (long) second;
      case 2 -> (long) third;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public int size() {
    return 3;
  }
}
