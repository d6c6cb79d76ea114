package org.ibengine.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ibengine.error.DatasetException;
import org.ibengine.input.InputLabels;
import org.ibengine.label.LesionClass;
import org.ibengine.label.LesionRule;
import org.junit.jupiter.api.Test;

class LesionNamesTest {
  private static final Path RAW = Path.of("raw");
  private static final InputLabels LABELS =
      new InputLabels(Map.of("oedema", List.of(2L), "core", List.of(1L, 3L)), OptionalLong.of(4));

  private static LesionRule rule(OptionalLong ignore, LesionClass... classes) {
    return new LesionRule(LesionRule.Kind.CLASSES, List.of(), List.of(classes), ignore, 0, 0);
  }

  @Test
  void classesWithoutValuesTakeThoseOfTheLayout() {
    LesionClass own = new LesionClass("organ", List.of(7L));
    assertEquals(
        rule(OptionalLong.of(4), new LesionClass("core", List.of(1L, 3L)), own),
        LesionNames.resolve(
            rule(OptionalLong.empty(), new LesionClass("core", List.of()), own), LABELS, RAW));
  }

  @Test
  void theIgnoredValueOfTheLayoutIsTakenUnlessTheRuleHasOne() {
    assertEquals(OptionalLong.of(4), LesionNames.resolve(LesionRule.DEFAULT, LABELS, RAW).ignore());
    assertEquals(
        OptionalLong.of(9), LesionNames.resolve(rule(OptionalLong.of(9)), LABELS, RAW).ignore());
    assertEquals(
        LesionRule.DEFAULT, LesionNames.resolve(LesionRule.DEFAULT, InputLabels.NONE, RAW));
  }

  @Test
  void aNameThatTheLayoutDoesNotHaveIsRefusedWithThoseItHas() {
    LesionRule wanted = rule(OptionalLong.empty(), new LesionClass("rim", List.of()));
    assertEquals(
        "raw: has no label called rim, and names none; write --classes rim=VALUE",
        assertThrows(
                DatasetException.class, () -> LesionNames.resolve(wanted, InputLabels.NONE, RAW))
            .getMessage());
    InputLabels one = new InputLabels(Map.of("core", List.of(1L)), OptionalLong.empty());
    assertEquals(
        "raw: has no label called rim, but core; write --classes rim=VALUE",
        assertThrows(DatasetException.class, () -> LesionNames.resolve(wanted, one, RAW))
            .getMessage());
  }

  @Test
  void nestedRegionsAreRefusedWithClassesThatLieApart() {
    Map<String, List<Long>> regions =
        Map.of("whole", List.of(1L, 2L, 3L), "core", List.of(2L, 3L), "rim", List.of(3L));
    InputLabels nested = new InputLabels(regions, OptionalLong.empty());
    LesionRule wanted =
        rule(
            OptionalLong.empty(),
            new LesionClass("rim", List.of()),
            new LesionClass("whole", List.of()),
            new LesionClass("core", List.of()));
    assertEquals(
        "raw: rim=3 and whole=1,2,3 share label values, as nested regions do, but a value belongs to"
            + " one class; write each once, such as --classes rim=3 core=2 whole=1",
        assertThrows(DatasetException.class, () -> LesionNames.resolve(wanted, nested, RAW))
            .getMessage());
  }

  @Test
  void aLayoutThatContradictsTheRuleIsNamed() {
    LesionRule wanted = rule(OptionalLong.empty(), new LesionClass("four", List.of(4L)));
    assertEquals(
        "raw: its labels do not fit: a label value must have one meaning, twice 4",
        assertThrows(DatasetException.class, () -> LesionNames.resolve(wanted, LABELS, RAW))
            .getMessage());
  }
}
