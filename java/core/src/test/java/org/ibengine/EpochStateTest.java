package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.plan.EpochId;
import org.junit.jupiter.api.Test;

class EpochStateTest {
  private static final EpochToken TOKEN = new EpochToken("0a1b", new EpochId.Training(-5, 2), 7);
  private static final EngineOptions MADE = EngineOptions.defaults().repeats(2).modalities("T1");

  private static String refusal(EpochState state, EngineOptions now) {
    return assertThrows(IllegalArgumentException.class, () -> state.require("ffff", now))
        .getMessage();
  }

  @Test
  void aStateIsTheTokenAndTheOptions() {
    EpochState read = EpochState.parse(EpochState.of(TOKEN, MADE).toJson());
    assertEquals(EpochState.of(TOKEN, MADE), read);
    assertEquals(TOKEN, read.token());
    assertEquals(MADE, EngineOptions.fromJson(read.options().toString()));
  }

  @Test
  void aTokenAloneAsStatesWereBeforeIsRead() {
    EpochState read = EpochState.parse(TOKEN.toJson());
    assertEquals(TOKEN, read.token());
    assertNull(read.options());
    read.require("0a1b", MADE);
    assertEquals(
        "the resume token belongs to another dataset or other options; open the engine as it was",
        refusal(read, MADE));
  }

  @Test
  void optionsThatMakeNoOtherPlanDoNotMatter() {
    EpochState state = EpochState.parse(EpochState.of(TOKEN, MADE).toJson());
    state.require("0a1b", MADE.repeats(9)); // the fingerprint decides
    String message = refusal(state, MADE.threads(1).maxMemory(5).rank(1, 3).repeats(1));
    assertTrue(
        message.contains("(delivery.worldSize was 1, is 3, sampling.repeats was 2, is 1)"),
        message);
  }

  @Test
  void optionsOfAnotherVersionAreToldAndDoNotStopTheResuming() {
    String text = EpochState.of(TOKEN, MADE).toJson().replace("\"repeats\"", "\"again\"");
    EpochState state = EpochState.parse(text);
    state.require("0a1b", MADE);
    String message = refusal(state, MADE);
    assertTrue(message.contains("sampling.again was 2, is null"), message);
    EpochState odd = EpochState.parse(TOKEN.toJson().replace("}", ",\"options\":[1]}"));
    odd.require("0a1b", MADE);
    assertTrue(refusal(odd, MADE).contains("another dataset or other options"));
  }
}
