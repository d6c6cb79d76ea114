package org.ibengine.torch.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Learning rates epoch by epoch. */
class ScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "constant, 0, 0.1",
    "constant, 99, 0.1",
    "decay:80:0.1, 79, 0.1",
    "decay:80:0.1, 80, 0.01",
    "'decay:50:0.5,80:0.1', 99, 0.005",
    "poly, 0, 0.1",
    "poly, 50, 0.05358867312681466", // 0.1 * 0.5^0.9
    "poly:2, 50, 0.025",
    "cosine, 0, 0.1",
    "cosine, 50, 0.05",
    "cosine:1e-9, 100, 1e-9",
    "cosine:0.02, 25, 0.0882842712474619" // 0.02 + 0.08 * (1 + cos 45°) / 2
  })
  void rateOfAnEpoch(String text, int epoch, double expected) {
    assertEquals(expected, Schedule.parse(text).rate(0.1, epoch, 100), 1e-15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"constant", "cosine:0.01", "poly:0.9", "decay:80:0.1,90:0.5"})
  void aScheduleSurvivesItsText(String text) {
    assertEquals(text, Schedule.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear | constant, cosine:MIN, poly:POWER or decay",
        "constant:1 | takes no number",
        "cosine:-1 | at least 0",
        "poly:0 | above 0",
        "poly:x | numbers after its name",
        "decay | EPOCH:FACTOR",
        "decay:80 | EPOCH:FACTOR",
        "decay:0:0.1 | at least 1",
        "decay:80:0 | above 0"
      })
  void aWrongScheduleIsRefusedByWords(String text, String words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Schedule.parse(text)).getMessage();
    assertTrue(java.util.Arrays.stream(words.split("\\|")).anyMatch(message::contains), message);
  }

  @Test
  void factorsOfADecayMultiply() {
    Schedule schedule = Schedule.parse("decay:1:0.5,2:0.5");
    assertEquals(0.25, schedule.rate(1, 2, 3));
  }
}
