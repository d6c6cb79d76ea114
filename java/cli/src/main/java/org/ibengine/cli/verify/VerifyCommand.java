package org.ibengine.cli.verify;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.store.DatasetVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib verify}: is every file of a dataset what was written. */
@Command(
    name = "verify",
    description = {
      "Recompute all checksums of a dataset folder.",
      "Lists files that are damaged, missing or do not belong to the dataset; the exit code is 1 if"
          + " there are any."
    })
public final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The dataset folder.")
  private Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DatasetVerifier.Report report = DatasetVerifier.verify(folder);
    PrintWriter out = spec.commandLine().getOut();
    report.problems().forEach(problem -> out.printf("%s%n", problem));
    out.printf(
        "%d cases, %d files, %.1f MB: %s%n",
        report.cases(),
        report.files(),
        report.bytes() / 1e6,
        report.problems().isEmpty() ? "all as written" : report.problems().size() + " problems");
    if (report.supersededFiles() > 0) {
      out.printf(
          "%d files, %.1f MB are superseded: no case has them any more; the next ib prepare on this"
              + " folder removes them, or ib clean%n",
          report.supersededFiles(), report.supersededBytes() / 1e6);
    }
    out.flush();
    return report.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }
}
