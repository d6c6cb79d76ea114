package org.ibengine.cli.convert;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.cli.options.WorkOptions;
import org.ibengine.cli.text.TerminalProgress;
import org.ibengine.encode.ConvertRequest;
import org.ibengine.encode.ConvertSummary;
import org.ibengine.encode.DatasetConversion;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib convert}: a dataset of whole volumes in another encoding. */
@Command(
    name = "convert",
    sortOptions = false,
    description = {
      "Write a dataset of the layout volumes to another folder with its volumes packed, or raw.",
      "Epochs from both are the same, and ib prepare finds every case up to date. What was written is"
          + " read again and compared before a case counts. Run the same command again after an"
          + " interruption: only missing and changed cases are converted."
    })
public final class ConvertCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "The dataset folder to read.")
  private Path source;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "The dataset folder to write, outside of DIR.")
  private Path target;

  @Option(
      names = "--encoding",
      required = true,
      paramLabel = "packed|raw",
      description =
          "packed: voxels in bricks with as few bits as they need; raw: as they are. Required.")
  private String encoding;

  @Mixin private WorkOptions work;

  @Option(
      names = "--no-lock",
      description = "Do not lock OUT, for file systems without locks; others may write to it.")
  private boolean unlocked;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    ConvertRequest request =
        new ConvertRequest(
            source,
            target,
            VolumeEncoding.ofLabel(encoding),
            work.threads(),
            work.memoryBytes(),
            !unlocked);
    ConvertSummary summary = convert(request);
    PrintWriter err = spec.commandLine().getErr();
    summary
        .failures()
        .forEach(
            failure -> err.println("ib: case " + failure.caseName() + ": " + failure.message()));
    err.flush();
    PrintWriter out = spec.commandLine().getOut();
    out.println(line(summary));
    out.flush();
    return exitCode(summary);
  }

  /** One thread an operation: cases run side by side already. */
  private ConvertSummary convert(ConvertRequest request) {
    try (Backend backend = Backends.open(work.backend(), 1);
        TerminalProgress progress = new TerminalProgress("convert")) {
      return DatasetConversion.run(request, backend, progress);
    }
  }

  private static String line(ConvertSummary summary) {
    return Text.format(
        "%s converted, %d up to date, %d failed: %.1f MB before, %.1f MB after, %.2f s",
        Text.counted(summary.converted().size(), "case"),
        summary.current().size(),
        summary.failures().size(),
        summary.bytesBefore() / 1e6,
        summary.bytesAfter() / 1e6,
        summary.seconds());
  }

  private static int exitCode(ConvertSummary summary) {
    if (summary.failures().isEmpty()) {
      return ExitCode.OK;
    }
    boolean nothing = summary.converted().isEmpty() && summary.current().isEmpty();
    return nothing ? ExitCode.FAILED : ExitCode.SOME_CASES_FAILED;
  }
}
