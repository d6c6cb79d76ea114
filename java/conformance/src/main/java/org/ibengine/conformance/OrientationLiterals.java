package org.ibengine.conformance;

import java.util.stream.Stream;
import org.ibengine.backend.Orientation;
import org.ibengine.volume.Size3;

/**
 * A patch whose elements are numbered 0 to 9, a, b, … in memory order, turned by {@code
 * numpy.rot90(patch, turns, axes=(0, 1))} and then {@code numpy.flip}: turns, flips in x, y and z,
 * and the result in memory order.
 */
record OrientationLiterals(Size3 size, Orientation orientation, String elements) {
  private static final String[] SQUARE = {
    "0 000 0123456789abcdefgh",
    "0 100 210543876ba9edchgf",
    "0 010 678345012fghcde9ab",
    "0 110 876543210hgfedcba9",
    "0 001 9abcdefgh012345678",
    "0 101 ba9edchgf210543876",
    "0 011 fghcde9ab678345012",
    "0 111 hgfedcba9876543210",
    "1 000 630741852fc9gdaheb",
    "1 100 0361472589cfadgbeh",
    "1 010 852741630hebgdafc9",
    "1 110 258147036behadg9cf",
    "1 001 fc9gdaheb630741852",
    "1 101 9cfadgbeh036147258",
    "1 011 hebgdafc9852741630",
    "1 111 behadg9cf258147036",
    "2 000 876543210hgfedcba9",
    "2 100 678345012fghcde9ab",
    "2 010 210543876ba9edchgf",
    "2 110 0123456789abcdefgh",
    "2 001 hgfedcba9876543210",
    "2 101 fghcde9ab678345012",
    "2 011 ba9edchgf210543876",
    "2 111 9abcdefgh012345678",
    "3 000 258147036behadg9cf",
    "3 100 852741630hebgdafc9",
    "3 010 0361472589cfadgbeh",
    "3 110 630741852fc9gdaheb",
    "3 001 behadg9cf258147036",
    "3 101 hebgdafc9852741630",
    "3 011 9cfadgbeh036147258",
    "3 111 fc9gdaheb630741852",
  };

  private static final String[] OBLONG = {
    "0 000 0123456789ab",
    "0 100 1032547698ba",
    "0 010 452301ab8967",
    "0 110 543210ba9876",
    "0 001 6789ab012345",
    "0 101 7698ba103254",
    "0 011 ab8967452301",
    "0 111 ba9876543210",
    "2 000 543210ba9876",
    "2 100 452301ab8967",
    "2 010 1032547698ba",
    "2 110 0123456789ab",
    "2 001 ba9876543210",
    "2 101 ab8967452301",
    "2 011 7698ba103254",
    "2 111 6789ab012345",
  };

  static Stream<OrientationLiterals> all() {
    return Stream.concat(
        Stream.of(SQUARE).map(line -> parse(new Size3(3, 3, 2), line)),
        Stream.of(OBLONG).map(line -> parse(new Size3(2, 3, 2), line)));
  }

  private static OrientationLiterals parse(Size3 size, String line) {
    Orientation orientation =
        new Orientation(
            line.charAt(0) - '0',
            line.charAt(2) == '1',
            line.charAt(3) == '1',
            line.charAt(4) == '1');
    return new OrientationLiterals(size, orientation, line.substring(6));
  }
}
