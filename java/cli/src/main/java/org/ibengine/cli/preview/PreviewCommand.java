package org.ibengine.cli.preview;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.ibengine.IbEngine;
import org.ibengine.cli.options.BackgroundWords;
import org.ibengine.cli.options.EngineOptionsMixin;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.error.DatasetException;
import org.ibengine.tensor.ElementType;
import org.ibengine.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib preview DIR}: a picture of what an epoch feeds, or of what it leaves out. */
@Command(
    name = "preview",
    sortOptions = false,
    description =
        "Draw a contact sheet of the patches that an epoch shows: the middle slice of each"
            + " modality with the lesions outlined, case, instance and size below.")
public final class PreviewCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "Dataset folder made by ib prepare.")
  private Path folder;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE.png",
      description = "Picture to write.")
  private Path output;

  @Option(
      names = "--patches",
      defaultValue = "12",
      paramLabel = "N",
      description = "Number of patches, at most. Default: ${DEFAULT-VALUE}.")
  private int patches;

  @Option(
      names = "--never-seen",
      description = "List and draw the instances that the epoch does not show on any rank.")
  private boolean neverSeen;

  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "S",
      description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--epoch",
      defaultValue = "0",
      paramLabel = "N",
      description = "Number of the epoch, from 0. Default: ${DEFAULT-VALUE}.")
  private int number;

  @Mixin private EngineOptionsMixin engineOptions;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (patches < 1) {
      throw new IllegalArgumentException("--patches must be at least 1, was " + patches);
    }
    String epoch = Text.format("epoch %d of seed %d", number, seed);
    return neverSeen ? drawNeverSeen(epoch) : drawEpoch(epoch);
  }

  private int drawEpoch(String epoch) {
    try (IbEngine engine =
        IbEngine.open(folder, engineOptions.options().type(ElementType.FLOAT32))) {
      engineOptions.folds().tell(engine.roles(), spec.commandLine().getErr());
      BackgroundWords.tell(engine.backgroundCheck(), spec.commandLine().getErr());
      List<PatchSlice> slices = EpochSlices.first(engine, seed, number, patches);
      draw(epoch, engine.modalities(), slices);
    }
    return ExitCode.OK;
  }

  private int drawNeverSeen(String epoch) {
    List<EpochSlices.Key> planned;
    try (IbEngine engine = IbEngine.open(folder, engineOptions.options())) {
      engineOptions.folds().tell(engine.roles(), spec.commandLine().getErr());
      BackgroundWords.tell(engine.backgroundCheck(), spec.commandLine().getErr());
      planned = EpochSlices.planned(engine, seed, number);
    }
    try (IbEngine engine =
        IbEngine.open(folder, engineOptions.everyInstance().type(ElementType.FLOAT32))) {
      List<EpochSlices.Key> all = EpochSlices.all(engine);
      List<EpochSlices.Key> missing = all.stream().filter(key -> !planned.contains(key)).toList();
      print(
          Text.format("%d of %d instances are not shown by %s", missing.size(), all.size(), epoch));
      missing.forEach(key -> print("  " + key));
      if (!missing.isEmpty()) {
        List<EpochSlices.Key> wanted = missing.subList(0, Math.min(patches, missing.size()));
        draw("not shown by " + epoch, engine.modalities(), EpochSlices.of(engine, wanted));
      }
    }
    return ExitCode.OK;
  }

  private void draw(String what, List<String> modalities, List<PatchSlice> slices) {
    PatchSlice first = slices.get(0);
    String title =
        Text.format(
            "%s · %s · %d × %d × %d voxels",
            folder.toAbsolutePath().normalize().getFileName(),
            what,
            first.width(),
            first.height(),
            first.depth());
    BufferedImage sheet = new ContactSheet(title, modalities, slices).draw();
    try {
      Files.write(output, png(sheet));
    } catch (IOException e) {
      throw new DatasetException(output, "cannot be written: " + e.getMessage(), e);
    }
    print(
        Text.format(
            "%s: %s, %d × %d pixels",
            output, Text.counted(slices.size(), "patch"), sheet.getWidth(), sheet.getHeight()));
  }

  private static byte[] png(BufferedImage sheet) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(sheet, "png", bytes)) {
      throw new IllegalStateException("this Java has no PNG writer");
    }
    return bytes.toByteArray();
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", line);
    out.flush();
  }
}
