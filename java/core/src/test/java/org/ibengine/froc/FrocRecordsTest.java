package org.ibengine.froc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.evaluation.CaseObjects;
import org.ibengine.evaluation.FrocResult;
import org.ibengine.evaluation.FrocRules;
import org.ibengine.evaluation.InstanceGroup;
import org.ibengine.evaluation.TruthObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of the published evaluation; those of the study itself where they are at hand. */
class FrocRecordsTest {
  private static final String RECORD =
      """
      {"b": [], "a": [
       {"obj": "tum_1", "is_tum": true, "diameter": 1.7894, "hit_dice": 0.5, "hit_max": 0.9,
        "hit_logit": 2.5, "hit_obj": "pred_2", "self_stat": 1.0, "self_logit": Infinity},
       {"obj": "tum_2", "is_tum": true, "diameter": 1.2407009817988, "hit_dice": 0.0,
        "hit_logit": -Infinity, "hit_obj": "pred_None", "self_logit": Infinity},
       {"obj": "pred_1", "is_tum": false, "diameter": 7.17000671219614, "hit_dice": 0.0,
        "hit_logit": -Infinity, "hit_obj": "tum_None", "self_logit": Infinity},
       {"obj": "pred_2", "is_tum": false, "diameter": 1.5632, "hit_dice": 0.5,
        "hit_logit": Infinity, "hit_obj": "tum_1", "self_logit": 2.5}]}
      """;

  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static FrocResult.Group figures(List<CaseObjects> cases, InstanceGroup group) {
    return FrocResult.of(cases, List.of(group), FrocRules.EXACT, FrocResult.Bootstrap.NONE)
        .groups()
        .get(0);
  }

  @Test
  void objectsAreReadWithTheirSizesScoresAndHits() throws IOException {
    List<CaseObjects> cases = FrocRecords.read(List.of(file("a.json", RECORD)));
    assertEquals(List.of("a", "b"), cases.stream().map(CaseObjects::name).toList());
    CaseObjects a = cases.get(0);
    assertEquals(List.of(3L, 1L), a.truths().stream().map(TruthObject::voxels).toList());
    assertEquals(2.5, a.truths().get(0).hitLogit());
    assertEquals(2, a.truths().get(0).hitId());
    assertEquals(0, a.truths().get(1).hitId());
    assertEquals(193, a.predictions().get(0).voxels());
    assertTrue(a.predictions().get(0).isFalseAlarm());
    assertEquals(Double.POSITIVE_INFINITY, a.predictions().get(0).logit());
    assertEquals(2, a.predictions().get(1).id());
    assertEquals(List.of(), cases.get(1).truths());
    assertEquals(2, figures(cases, InstanceGroup.ALL).curve().cases(), "empty ones too");
  }

  @Test
  void whatWasWrittenIsReadBackAsItWas() throws IOException {
    List<CaseObjects> cases = FrocRecords.read(List.of(file("a.json", RECORD)));
    String text = FrocRecords.text(cases);
    assertTrue(text.contains("\"self_logit\" : Infinity"), text);
    assertTrue(text.contains("\"hit_obj\" : \"pred_None\""), text);
    List<CaseObjects> again = FrocRecords.read(List.of(file("again.json", text)));
    assertEquals(cases, again);
    assertEquals(text, FrocRecords.text(again));
  }

  @Test
  void everyNumberOfVoxelsIsFoundFromItsDiameter() {
    for (long voxels = 1; voxels < 1L << 40; voxels += 1 + voxels / 7) {
      assertEquals(voxels, TruthObject.voxelsOf(TruthObject.diameterOf(voxels)));
    }
  }

  @Test
  void aCaseInTwoFilesIsRefused() throws IOException {
    List<Path> files = List.of(file("a.json", RECORD), file("b.json", "{\"c\": [], \"b\": []}"));
    DatasetException refused = assertThrows(DatasetException.class, () -> FrocRecords.read(files));
    assertTrue(refused.getMessage().contains("case b is in "), refused.getMessage());
    Path other = file("b.json", "{\"c\": []}");
    assertEquals(3, FrocRecords.read(List.of(files.get(0), other)).size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "null",
        "{\"a\": {}}",
        "{\"a\": [{}]}",
        "{\"a\": [3]}",
        "{\"a\": [], \"a\": []}",
        "{\"a\": [{\"is_tum\": 1}]}",
        "{\"a\": [{\"is_tum\": true, \"diameter\": 0, \"hit_dice\": 0, \"hit_logit\": 0}]}",
        "{\"a\": [{\"is_tum\": true, \"diameter\": 2, \"hit_dice\": 2, \"hit_logit\": 0}]}",
        "{\"a\": [{\"is_tum\": true, \"diameter\": 2, \"hit_dice\": 0, \"hit_logit\": NaN}]}",
        "{\"a\": [{\"is_tum\": false, \"diameter\": 2, \"hit_dice\": 0, \"self_logit\": \"x\"}]}"
      })
  void anythingElseIsRefusedByTheNameOfTheFile(String text) throws IOException {
    Path file = file("bad.json", text);
    DatasetException refused =
        assertThrows(DatasetException.class, () -> FrocRecords.read(List.of(file)));
    assertTrue(refused.getMessage().startsWith(file + ": "), refused.getMessage());
  }

  static List<String> experiments() throws IOException {
    List<String> names = new ArrayList<>();
    golden().fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static JsonNode golden() throws IOException {
    try (InputStream file = FrocRecordsTest.class.getResourceAsStream("/froc/records.json")) {
      return new ObjectMapper().readTree(file);
    }
  }

  /** IB_FROC_RECORDS is the folder {@code froc_data} of the study's repository. */
  @ParameterizedTest
  @MethodSource("experiments")
  void figuresOfTheStudysRecordsAreThoseOfItsRecords(String name) throws IOException {
    String records = System.getenv("IB_FROC_RECORDS");
    assumeTrue(records != null, "IB_FROC_RECORDS does not name the study's froc_data");
    Path file =
        Path.of(records).resolve(name).resolve("experiment_0/test_metrics/prc_records.json");
    assumeTrue(Files.exists(file), "no " + file);
    JsonNode expected = golden().get(name);
    List<CaseObjects> cases = FrocRecords.read(List.of(file));
    FrocResult.Group all = figures(cases, InstanceGroup.ALL);
    InstanceGroup below = InstanceGroup.splitAt(name.startsWith("luna") ? 8 : 12).get(0);
    FrocResult.Group small = figures(cases, below);
    int last = all.curve().points() - 1;
    assertEquals(expected.get("cases").asLong(), all.curve().cases());
    assertEquals(expected.get("lesions").asLong(), all.curve().truths());
    assertEquals(expected.get("small").asLong(), small.curve().truths());
    assertEquals(expected.get("largest_recall").asDouble(), all.curve().recall(last), 5e-5);
    assertEquals(expected.get("largest_recall_small").asDouble(), small.curve().recall(last), 5e-5);
    assertEquals(
        expected.get("false_alarms_a_case").asDouble(),
        all.curve().falsePositivesPerCase(last),
        5e-3);
  }
}
