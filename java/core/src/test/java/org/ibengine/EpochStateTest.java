package org.ibengine;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.ibengine.dataset.Split;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.plan.EpochId;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.Sampler;
import org.ibengine.tensor.ElementType;
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
  void anotherSamplerIsRefusedByName() {
    EngineOptions drawn = MADE.repeats(1).sampler(Sampler.TUMOUR).steps(100);
    EpochState state = EpochState.parse(EpochState.of(TOKEN, drawn).toJson());
    String message = refusal(state, MADE.repeats(1));
    assertTrue(
        message.contains(
            "(sampling.draws.sampler was \"tumour\", is \"ib\", sampling.draws.steps was 100, is null)"),
        message);
  }

  @Test
  void otherContentOfTheSamePlanIsRefused() {
    EpochState state = EpochState.parse(EpochState.of(TOKEN, MADE.batchSize(4)).toJson());
    state.require("0a1b", MADE.batchSize(2).rank(1, 2)); // dealt otherwise
    state.require("0a1b", MADE.batchSize(4).foregroundCounts(true));
    for (EngineOptions other :
        List.of(
            MADE.normalise(IntensityScale.parse("none")),
            MADE.type(ElementType.FLOAT16),
            MADE.coordinates(true),
            MADE.instanceMaps(true))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> state.require("0a1b", other))
              .getMessage();
      assertTrue(message.contains("other options (delivery."), message);
    }
  }

  @Test
  void aListOfFalseAlarmsThatChangedIsNamed() {
    EngineOptions hard =
        MADE.negatives(
            Negatives.GRID.hard(
                new FalseAlarms("round1/objects.csv", FalseAlarms.Order.CONFIDENT), 0.5));
    EpochState state = EpochState.parse(EpochState.of(TOKEN, hard).toJson());
    assertTrue(
        refusal(state, hard)
            .contains("(the options are equal: has round1/objects.csv changed?); open"));
  }

  @Test
  void optionsOfAnotherVersionAreToldAndDoNotStopTheResuming() {
    String text = EpochState.of(TOKEN, MADE).toJson().replace("\"repeats\"", "\"again\"");
    EpochState state = EpochState.parse(text);
    state.require("0a1b", MADE);
    String message = refusal(state, MADE);
    assertTrue(message.contains("sampling.again was 2, is null"), message);
    for (String odd : List.of("[1]", "null", "\"x\"")) {
      EpochState read = EpochState.parse(TOKEN.toJson().replace("}", ",\"options\":" + odd + "}"));
      read.require("0a1b", MADE);
      assertTrue(refusal(read, MADE).contains("another dataset or other options; open"), odd);
    }
  }

  @Test
  void longListsOfCasesAreCut() {
    Set<String> cases = IntStream.range(0, 1000).mapToObj(i -> "case" + i).collect(toSet());
    EngineOptions split = MADE.split(new Split(cases, Set.of("held"), Set.of()));
    String message = refusal(EpochState.parse(EpochState.of(TOKEN, split).toJson()), MADE);
    assertTrue(message.contains("…, is null, sampling.folds.split.validation was ["), message);
    assertTrue(message.length() < 500, message);
  }
}
