package org.ibengine.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ibengine.cli.CommandLineRun;
import org.junit.jupiter.api.Test;

class JarVersionTest {
  @Test
  void versionOfTheManifestIsPrintedAsItIs() {
    assertEquals("ib-engine 1.2.3", JarVersion.text("1.2.3"));
  }

  @Test
  void everyCommandKnowsTheVersionAndClassesWithoutJarSaySo() {
    String expected = "ib-engine (not packed, version unknown)" + System.lineSeparator();
    assertEquals(new CommandLineRun(0, expected, ""), CommandLineRun.of("--version"));
    assertEquals(new CommandLineRun(0, expected, ""), CommandLineRun.of("prepare", "--version"));
  }
}
