package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ibengine.plan.EpochId;
import org.ibengine.volume.Size3;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpochTokenTest {
  private static final String TRAINING =
      "{\"ibEpoch\":1,\"fingerprint\":\"0a1b\",\"seed\":-5,\"epoch\":2,\"step\":7}";
  private static final String VALIDATION =
      "{\"ibEpoch\":2,\"fingerprint\":\"0a1b\",\"epoch\":\"validation\",\"step\":3}";
  private static final String VALIDATION_OF_FORMAT_1 =
      "{\"ibEpoch\":1,\"fingerprint\":\"0a1b\",\"seed\":0,\"epoch\":-1,\"step\":3}";

  private static final String WINDOWS =
      "{\"ibEpoch\":4,\"fingerprint\":\"0a1b\",\"epoch\":\"windows\",\"cases\":[\"b\",\"a\"],\"stride\":[48,40,1],\"step\":2}";
  private static final EpochId WINDOWS_OF_TWO =
      new EpochId.Windows(List.of("b", "a"), new Size3(48, 40, 1));

  @Test
  void theTextIsTheSameInEveryRelease() {
    assertEquals(TRAINING, new EpochToken("0a1b", new EpochId.Training(-5, 2), 7).toJson());
    assertEquals(VALIDATION, new EpochToken("0a1b", EpochId.VALIDATION, 3).toJson());
    assertEquals(WINDOWS, new EpochToken("0a1b", WINDOWS_OF_TWO, 2).toJson());
  }

  @Test
  void aTextIsReadAsWhatItWasWrittenOf() {
    EpochToken training = EpochToken.parse(TRAINING);
    assertEquals(new EpochToken("0a1b", new EpochId.Training(-5, 2), 7), training);
    assertEquals(new EpochToken("0a1b", EpochId.VALIDATION, 3), EpochToken.parse(VALIDATION));
    assertEquals(new EpochToken("0a1b", WINDOWS_OF_TWO, 2), EpochToken.parse(WINDOWS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[48,40,1];[48,40]",
        "[48,40,1];[48,0,1]",
        "[\"b\",\"a\"];[\"b\",\"b\"]",
        "[\"b\",\"a\"];[\"b\",7]"
      })
  void windowsThatCannotBeAreRefused(String text, String wrong) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> EpochToken.parse(WINDOWS.replace(text, wrong)))
            .getMessage();
    assertTrue(message.contains("Epoch.state()"), message);
  }

  @Test
  void aValidationIsReadAsEarlierReleasesWroteIt() {
    assertEquals(
        new EpochToken("0a1b", EpochId.VALIDATION, 3), EpochToken.parse(VALIDATION_OF_FORMAT_1));
  }

  @Test
  void aTextOfANewerFormatIsRefusedWithTheRemedy() {
    String text = TRAINING.replace("\"ibEpoch\":1", "\"ibEpoch\":5");
    assertEquals(
        "the resume token is of format 5, newer than this engine's 4; upgrade ib-core",
        assertThrows(IllegalArgumentException.class, () -> EpochToken.parse(text)).getMessage());
  }

  @Test
  void afterATrainingEpochComesTheNextOfItsSeedFromTheBeginning() {
    EpochToken last = new EpochToken("0a1b", new EpochId.Training(-5, Integer.MAX_VALUE - 1), 7);
    EpochToken next = new EpochToken("0a1b", new EpochId.Training(-5, Integer.MAX_VALUE), 0);
    assertEquals(next, last.next());
    assertNull(next.next());
    assertNull(EpochToken.parse(VALIDATION).next());
  }

  @Test
  void anEpochNumberBelowThatOfTheValidationIsRefused() {
    String text = TRAINING.replace("\"epoch\":2", "\"epoch\":-2");
    String message =
        assertThrows(IllegalArgumentException.class, () -> EpochToken.parse(text)).getMessage();
    assertTrue(message.contains("was -2"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"ibEpoch\":1", "\"seed\":-5", "\"epoch\":2", "\"step\":7"})
  void aTextThatLacksAFieldIsRefused(String field) {
    String text = TRAINING.replace(field, "\"other\":0");
    String message =
        assertThrows(IllegalArgumentException.class, () -> EpochToken.parse(text)).getMessage();
    assertTrue(message.contains("Epoch.state()"), message);
  }
}
