package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.plan.EpochId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EpochTokenTest {
  private static final String TRAINING =
      "{\"ibEpoch\":1,\"fingerprint\":\"0a1b\",\"seed\":-5,\"epoch\":2,\"step\":7}";
  private static final String VALIDATION =
      "{\"ibEpoch\":2,\"fingerprint\":\"0a1b\",\"epoch\":\"validation\",\"step\":3}";
  private static final String VALIDATION_OF_FORMAT_1 =
      "{\"ibEpoch\":1,\"fingerprint\":\"0a1b\",\"seed\":0,\"epoch\":-1,\"step\":3}";

  @Test
  void theTextIsTheSameInEveryRelease() {
    assertEquals(TRAINING, new EpochToken("0a1b", new EpochId.Training(-5, 2), 7).toJson());
    assertEquals(VALIDATION, new EpochToken("0a1b", EpochId.VALIDATION, 3).toJson());
  }

  @Test
  void aTextIsReadAsWhatItWasWrittenOf() {
    EpochToken training = EpochToken.parse(TRAINING);
    assertEquals(new EpochToken("0a1b", new EpochId.Training(-5, 2), 7), training);
    assertEquals(new EpochToken("0a1b", EpochId.VALIDATION, 3), EpochToken.parse(VALIDATION));
  }

  @Test
  void aValidationIsReadAsEarlierReleasesWroteIt() {
    assertEquals(
        new EpochToken("0a1b", EpochId.VALIDATION, 3), EpochToken.parse(VALIDATION_OF_FORMAT_1));
  }

  @Test
  void aTextOfANewerFormatIsRefusedWithTheRemedy() {
    String text = TRAINING.replace("\"ibEpoch\":1", "\"ibEpoch\":4");
    assertEquals(
        "the resume token is of format 4, newer than this engine's 3; upgrade ib-core",
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
