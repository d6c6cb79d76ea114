package org.ibengine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class OptionsCommandTest {
  private static JsonNode options(String command) throws Exception {
    CommandLineRun run = CommandLineRun.of("options", command);
    assertEquals(0, run.exitCode(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  private static void assertOption(String wanted, JsonNode option) throws Exception {
    assertEquals(new ObjectMapper().readTree(wanted.replace('\'', '"')), option);
  }

  @Test
  void eachOptionHasItsTypeItsValuesAndItsDefault() throws Exception {
    JsonNode serve = options("serve");
    assertOption(
        "{'type':'int','values':1,'repeats':false,'label':'N','default':'2'}",
        serve.get("--batch-size"));
    assertOption(
        "{'type':'int','values':3,'repeats':false,'label':'X Y Z','default':null}",
        serve.get("--patch-size"));
    assertOption(
        "{'type':'string','values':1,'repeats':true,'label':'MASK>=SHARE','default':null}",
        serve.get("--inside"));
    assertEquals(0, serve.at("/--even-batches/values").intValue());
    assertEquals("boolean", serve.at("/--even-batches/type").textValue());
    assertTrue(serve.path("--help").isMissingNode() && serve.path("--verbose").isMissingNode());
  }

  @Test
  void optionsWithAShortNameHaveTheirLongOne() throws Exception {
    assertTrue(options("preview").has("--output"));
  }

  @Test
  void commandThatIsNotThereIsRefused() {
    CommandLineRun run = CommandLineRun.of("options", "draw");
    assertEquals(2, run.exitCode());
    assertEquals("ib: COMMAND must be one that ib --help lists, was draw", run.err().strip());
  }
}
