package org.ibengine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.Ib;
import org.ibengine.torch.Libtorch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/tutorials/from-scans-to-curve.md, one after the other, and what they find.
 */
class ChainTest {
  private static final String SHAPE =
      "--size 40 40 40 --spacing 2 2 2 --lesions 5 --radius 3 8 --modalities T1";

  @TempDir private Path folder;
  private String output;

  @BeforeEach
  void needsLibtorch() {
    assumeTrue(Libtorch.unavailableReason().isEmpty(), "libtorch cannot be loaded");
  }

  /** A command whose words with a slash in front are paths in the folder of the test. */
  private void ib(String line) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ")) {
      words.add(word.startsWith("/") ? folder.resolve(word.substring(1)).toString() : word);
    }
    StringWriter text = new StringWriter();
    PrintWriter writer = new PrintWriter(text);
    int code = Ib.run(writer, writer, words.toArray(String[]::new));
    output = text.toString();
    assertEquals(0, code, () -> line + "\n" + output);
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  @Test
  void aNetworkFindsMostLesionsOfScansThatItHasNeverSeen() throws IOException {
    ib("synth /raw --cases 6 --seed 1 " + SHAPE);
    ib("synth /new --cases 3 --seed 2 " + SHAPE);
    ib("prepare /raw /train --layout volumes --patch-size 16 16 16");
    ib("prepare /new /test --layout volumes --patch-size 16 16 16");
    ib("ratio /train --sizes 8 16 32 --target /test --summary /ratio.json");
    assertEquals("[16,16,16]", json("ratio.json").get("recommended").toString());
    ib(
        "train /train -o /run --channels 8,16 --strides 2 --optimizer adam:1e-2"
            + " --schedule cosine:1e-4 --epochs 4 --steps 40 --batch-size 4 --augment off"
            + " --threads 1 --backend cpu");
    ib("predict /run /test -o /predicted --threads 1 --backend cpu");
    ib("evaluate /test /predicted -o /evaluated --threshold 0.5");
    ib("froc /test /predicted -o /froc --bootstrap 0");
    JsonNode all = json("froc/summary.json").get("groups").get(0);
    assertEquals("all", all.get("group").textValue());
    assertEquals(12, all.get("instances").intValue());
    // 11 on the machine of the tutorial; what another one computes differs in the last bits
    assertTrue(all.get("found").intValue() >= 8, all.toString());
    assertTrue(all.get("averageRecall").doubleValue() > 0.5, all.toString());
  }
}
