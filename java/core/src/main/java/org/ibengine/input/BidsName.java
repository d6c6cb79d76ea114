package org.ibengine.input;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.ibengine.io.ImageFiles;

/**
 * The name of a file in BIDS: {@code sub-01_ses-2_run-1_T1w}.
 *
 * @param subject such as {@code sub-01}
 * @param session such as {@code ses-2}; empty where there is none
 * @param rest entities and suffix without these two: {@code run-1_T1w}
 */
record BidsName(String subject, Optional<String> session, String rest) {
  private static final String SUBJECT = "sub-";
  private static final String SESSION = "ses-";

  /** What the name of a file says, if it is one of BIDS. */
  static Optional<BidsName> of(Path file) {
    String subject = null;
    String session = null;
    StringJoiner rest = new StringJoiner("_");
    for (String part : ImageFiles.nameOf(file).stem().split("_")) {
      if (subject == null && part.startsWith(SUBJECT)) {
        subject = part;
      } else if (session == null && part.startsWith(SESSION)) {
        session = part;
      } else {
        rest.add(part);
      }
    }
    return subject == null || rest.length() == 0
        ? Optional.empty()
        : Optional.of(new BidsName(subject, Optional.ofNullable(session), rest.toString()));
  }

  /** The acquisition it is of: subject and session. */
  String caseName() {
    return session.map(name -> subject + "_" + name).orElse(subject);
  }

  /** The last part: {@code T1w}. */
  String suffix() {
    return rest.substring(rest.lastIndexOf('_') + 1);
  }

  /** Such as {@code label} → {@code lesion}. */
  Map<String, String> entities() {
    Map<String, String> entities = new LinkedHashMap<>();
    for (String part : rest.split("_")) {
      int dash = part.indexOf('-');
      if (dash > 0) {
        entities.put(part.substring(0, dash), part.substring(dash + 1));
      }
    }
    return entities;
  }
}
