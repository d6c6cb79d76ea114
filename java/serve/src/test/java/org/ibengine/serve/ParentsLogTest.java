package org.ibengine.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentsLogTest {
  @TempDir Path folder;

  @Test
  void aLongLogKeepsItsEndAndAShortOneEverything() throws Exception {
    Path file = folder.resolve("log");
    String text = "123456789\n".repeat(ParentsLog.MOST_BYTES / 10);
    Files.writeString(file, text);
    try (ParentsLog log = new ParentsLog(file)) {
      log.shorten();
      assertEquals(text, Files.readString(file));
      String last = "and this is the last line\n";
      Files.writeString(file, last, StandardOpenOption.APPEND);
      log.shorten();
      String all = text + last;
      assertEquals(all.substring(all.length() - ParentsLog.KEPT_BYTES), Files.readString(file));
      log.shorten();
      assertEquals(ParentsLog.KEPT_BYTES, Files.size(file));
    }
  }

  @Test
  void standardErrorOfSomethingElseIsLeftAlone() {
    assertEquals(Optional.empty(), ParentsLog.find());
  }
}
