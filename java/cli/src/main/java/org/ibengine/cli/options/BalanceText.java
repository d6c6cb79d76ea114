package org.ibengine.cli.options;

import org.ibengine.plan.Balance;

/**
 * The balance dial on the command line: {@code instance}, {@code case:0.5}, {@code class}, {@code
 * size:-0.3}.
 */
final class BalanceText {
  private BalanceText() {}

  /**
   * @throws IllegalArgumentException for anything else
   */
  static Balance parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    try {
      double exponent = colon < 0 ? 1 : Double.parseDouble(text.substring(colon + 1));
      return switch (kind) {
        case "instance" -> Balance.INSTANCE;
        case "case" -> new Balance(Balance.Kind.CASE, exponent);
        case "class" -> new Balance(Balance.Kind.CLASS, exponent);
        case "size" -> new Balance(Balance.Kind.SIZE, exponent);
        default -> throw refused(text);
      };
    } catch (NumberFormatException e) {
      throw refused(text);
    }
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "--balance must be instance, case, class or size, then :EXPONENT if it is not 1, was "
            + text);
  }
}
