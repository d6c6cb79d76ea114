package org.ibengine.cli.text;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.ibengine.froc.FrocInputs;
import org.ibengine.froc.HeaderDoubt;
import org.ibengine.io.ImageFiles;
import org.ibengine.prepare.CaseWarning;
import org.ibengine.text.NameList;
import org.ibengine.text.Text;

/** What is said of the files of an evaluation that may not be what they seem. */
public final class InputWarnings {
  private static final int NAMES_SHOWN = 20;

  private InputWarnings() {}

  /** An image that is overlooked is a case that is missing from the figures. */
  public static void ofUnread(FrocInputs inputs, PrintWriter err) {
    for (FrocInputs.Unread unread : inputs.unread()) {
      err.printf(
          "ib: warning: %s: ignored, although these look like images: %s; only %s files are read%n",
          unread.folder(), NameList.of(unread.names(), NAMES_SHOWN), ImageFiles.endings());
    }
    err.flush();
  }

  /** Predictions that belong to no case. */
  public static void ofUnused(List<String> names, PrintWriter err) {
    if (!names.isEmpty()) {
      err.printf(
          "ib: %s without a case, left out: %s%n",
          Text.counted(names.size(), "prediction"), NameList.of(names, NAMES_SHOWN));
      err.flush();
    }
  }

  /**
   * As {@code ib prepare} warns; a prediction may be shifted against its ground truth unnoticed.
   */
  public static void ofDoubts(Collection<HeaderDoubt> doubts, PrintWriter err) {
    List<CaseWarning> warnings =
        doubts.stream()
            .sorted(Comparator.comparing(HeaderDoubt::caseName).thenComparing(HeaderDoubt::file))
            .flatMap(doubt -> doubt.contradictions().stream().map(text -> warning(doubt, text)))
            .toList();
    WarningLines.of(warnings, "ib info FILE shows those of a file").forEach(err::println);
    err.flush();
  }

  private static CaseWarning warning(HeaderDoubt doubt, String contradiction) {
    return new CaseWarning(
        doubt.caseName(),
        CaseWarning.Kind.HEADER_CONTRADICTIONS,
        doubt.file() + ": the header contradicts itself: " + contradiction);
  }
}
