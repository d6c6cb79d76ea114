package org.ibengine.cli.options;

import java.io.PrintWriter;
import org.ibengine.dataset.BackgroundCheck;
import org.ibengine.text.Text;

/** Says of which cases it is not known which background is air. */
public final class BackgroundWords {
  private BackgroundWords() {}

  /** One line where there is such a case. */
  public static void tell(BackgroundCheck check, PrintWriter err) {
    if (check.unknown() > 0) {
      err.printf(
          "ib: warning: %s of the dataset %s no estimate of the body, so background of air is shown, too; ib prepare --force adds it, --min-body 0 hides this warning%n",
          Text.counted(check.unknown(), "case"), check.unknown() == 1 ? "has" : "have");
      err.flush();
    }
  }
}
