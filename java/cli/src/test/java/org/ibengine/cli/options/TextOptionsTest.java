package org.ibengine.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ibengine.cli.text.Spread;
import org.ibengine.plan.Balance;
import org.junit.jupiter.api.Test;

class TextOptionsTest {
  @Test
  void balanceIsAKindAndAnExponentThatIsOneIfLeftOut() {
    assertEquals(new Balance(Balance.Kind.CASE, 1), BalanceText.parse("case"));
    assertEquals(new Balance(Balance.Kind.SIZE, -0.5), BalanceText.parse("size:-0.5"));
    assertEquals(Balance.INSTANCE, BalanceText.parse("instance"));
    assertThrows(IllegalArgumentException.class, () -> BalanceText.parse("size:big"));
  }

  @Test
  void spreadTakesTheValueThatAtLeastThatManyDoNotExceed() {
    Spread spread = Spread.of(3, 1, 2, 10);
    assertEquals(1, spread.min());
    assertEquals(2, spread.median());
    assertEquals(10, spread.percentile(95));
    assertEquals(10, spread.max());
    assertEquals(0, Spread.of(new double[0]).median());
  }
}
