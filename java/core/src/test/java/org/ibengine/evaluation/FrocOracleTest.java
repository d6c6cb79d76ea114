package org.ibengine.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackend;
import org.ibengine.evaluation.FrocResult.Bootstrap;
import org.ibengine.label.Connectivity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against {@code froc.json}, which scipy and a search through all thresholds made. */
class FrocOracleTest {
  private static final double LOGIT_TOLERANCE = 1e-12; // two libraries' logarithms
  private static final double MEAN_TOLERANCE = 1e-12; // order of summation

  private static JsonNode oracle;
  private static final List<CaseObjects> CASES = new ArrayList<>();

  @BeforeAll
  static void evaluate() throws IOException {
    try (InputStream file = FrocOracleTest.class.getResourceAsStream("/froc/froc.json")) {
      oracle = new ObjectMapper().readTree(file);
    }
    try (Backend backend = new ReferenceBackend()) {
      CaseEvaluator evaluator =
          new CaseEvaluator(backend, Connectivity.CORNER_26, ScoreScale.PROBABILITY, 0.5);
      for (int i = 0; i < MadeUpCases.CASES; i++) {
        MadeUpCases item = new MadeUpCases(backend, i);
        CASES.add(
            evaluator.evaluate("case" + i, evaluator.instances(item.truth), item.probabilities));
      }
    }
  }

  @Test
  void objectsAreThoseOfScipy() {
    assertEquals(oracle.get("objects").size(), CASES.size());
    for (int i = 0; i < CASES.size(); i++) {
      JsonNode truths = oracle.get("objects").get(i).get("truths");
      JsonNode predictions = oracle.get("objects").get(i).get("predictions");
      assertEquals(truths.size(), CASES.get(i).truths().size(), "case " + i);
      assertEquals(predictions.size(), CASES.get(i).predictions().size(), "case " + i);
      for (int k = 0; k < truths.size(); k++) {
        TruthObject found = CASES.get(i).truths().get(k);
        String where = "case " + i + " instance " + found.id();
        assertObject(
            truths.get(k), new double[] {found.voxels(), found.hitDice(), found.hitLogit()}, where);
      }
      for (int k = 0; k < predictions.size(); k++) {
        PredictedObject found = CASES.get(i).predictions().get(k);
        String where = "case " + i + " prediction " + found.id();
        assertObject(
            predictions.get(k),
            new double[] {found.voxels(), found.hitDice(), found.logit()},
            where);
      }
    }
  }

  private static void assertObject(JsonNode wanted, double[] found, String where) {
    assertEquals(wanted.get(0).asLong(), (long) found[0], where);
    assertEquals(wanted.get(1).asDouble(), found[1], 0, where);
    double logit =
        switch (wanted.get(2).asText()) {
          case "inf" -> Double.POSITIVE_INFINITY;
          case "-inf" -> Double.NEGATIVE_INFINITY;
          default -> wanted.get(2).asDouble();
        };
    assertEquals(logit, found[2], LOGIT_TOLERANCE, where);
  }

  @Test
  void exactCurvesAreThoseOfASearchThroughAllThresholds() {
    assertCurves(FrocRules.EXACT, "exact", oracle.get("curves").get("cases").asInt());
  }

  @Test
  void publishedCurvesAreThoseOfNumpyOnTheFixedGrid() {
    assertCurves(FrocRules.PUBLISHED, "published", oracle.get("curves").get("recorded").asInt());
  }

  private static void assertCurves(FrocRules rules, String field, int cases) {
    List<InstanceGroup> groups = new ArrayList<>(List.of(InstanceGroup.ALL));
    groups.addAll(InstanceGroup.sizeBins().subList(0, 4));
    groups.addAll(InstanceGroup.splitAt(3));
    FrocResult result = FrocResult.of(CASES, groups, rules, Bootstrap.NONE);
    JsonNode wanted = oracle.get("curves").get("groups");
    assertEquals(wanted.size(), result.groups().size());
    for (int i = 0; i < wanted.size(); i++) {
      JsonNode group = wanted.get(i);
      FrocResult.Group found = result.groups().get(i);
      String label = group.get("group").asText();
      assertEquals(label, found.instances().label());
      assertEquals(cases, found.curve().cases(), label);
      assertEquals(group.get("truths").asLong(), found.curve().truths(), label);
      assertEquals(group.get("found").asLong(), found.objectDice().found(), label);
      assertEquals(
          group.get("objectDice").asDouble(), found.objectDice().mean(), MEAN_TOLERANCE, label);
      assertEquals(
          group.get("objectDiceDeviation").asDouble(),
          found.objectDice().deviation(),
          MEAN_TOLERANCE,
          label);
      int last = found.curve().points() - 1;
      assertEquals(
          oracle.get("curves").get("falseAlarms").asLong(),
          found.curve().falsePositives(last),
          label);
      assertMeasures(group.get(field), found.curve(), label);
    }
  }

  private static void assertMeasures(JsonNode wanted, FrocCurve found, String label) {
    assertEquals(
        wanted.get("averageRecall").asDouble(), found.averageRecall(), MEAN_TOLERANCE, label);
    List<Double> sensitivities = found.sensitivities();
    for (int i = 0; i < sensitivities.size(); i++) {
      assertEquals(
          wanted.get("sensitivities").get(i).asDouble(),
          sensitivities.get(i),
          MEAN_TOLERANCE,
          label + " at rate " + FrocCurve.RATES.get(i));
    }
  }
}
