package org.ibengine.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ibengine.prepare.CaseWarning;
import org.ibengine.prepare.CaseWarning.Kind;
import org.junit.jupiter.api.Test;

class WarningLinesTest {
  private static List<CaseWarning> cases(int count, Kind kind) {
    return IntStream.range(0, count)
        .mapToObj(i -> new CaseWarning("p%03d".formatted(i), kind, "GT.nii: look"))
        .toList();
  }

  @Test
  void fiveOfAKindAreShownWhole() {
    assertEquals(
        List.of(
            "ib: warning: case p000: GT.nii: look",
            "ib: warning: case p001: GT.nii: look",
            "ib: warning: case p002: GT.nii: look",
            "ib: warning: case p003: GT.nii: look",
            "ib: warning: case p004: GT.nii: look"),
        WarningLines.of(cases(5, Kind.MIXED_COMPONENTS), "look there"));
  }

  @Test
  void ofAThousandTheOthersAreNamesAndANumberInOneLine() {
    List<String> lines = WarningLines.of(cases(1000, Kind.MIXED_COMPONENTS), "look there");
    assertEquals(6, lines.size());
    assertEquals(
        "ib: warning: 995 more of components that hold several label values, in cases p005, p006,"
            + " p007, p008, p009, p010, p011, p012, p013, p014, p015, p016, p017, p018, p019, p020,"
            + " p021, p022, p023, p024 and 975 more; look there",
        lines.get(5));
  }

  @Test
  void kindsAreCountedApartAndCasesNamedOnce() {
    List<CaseWarning> warnings = new ArrayList<>(cases(5, Kind.LARGE_LABELS));
    warnings.addAll(cases(5, Kind.HEADER_CONTRADICTIONS));
    CaseWarning last = new CaseWarning("z", Kind.HEADER_CONTRADICTIONS, "T1.nii: look");
    warnings.addAll(List.of(last, last));
    List<String> lines = WarningLines.of(warnings, "look there");
    assertEquals(11, lines.size());
    assertEquals(
        "ib: warning: 2 more of headers that contradict themselves, in case z; look there",
        lines.get(10));
  }
}
