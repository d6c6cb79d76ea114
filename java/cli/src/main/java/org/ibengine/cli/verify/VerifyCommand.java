package org.ibengine.cli.verify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ibengine.cli.options.ExitCode;
import org.ibengine.store.DatasetVerifier;
import org.ibengine.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DatasetVerifier.Report report = DatasetVerifier.verify(folder);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(report));
    } else {
      tell(report, out);
    }
    out.flush();
    return report.problems().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String json(DatasetVerifier.Report report) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("cases", report.cases()).put("files", report.files()).put("bytes", report.bytes());
    report.problems().forEach(node.putArray("problems")::add);
    node.put("supersededFiles", report.supersededFiles());
    return node.put("supersededBytes", report.supersededBytes()).toPrettyString();
  }

  private static void tell(DatasetVerifier.Report report, PrintWriter out) {
    report.problems().forEach(problem -> out.printf("%s%n", problem));
    out.printf(
        "%s, %s, %.1f MB: %s%n",
        Text.counted(report.cases(), "case"),
        Text.counted(report.files(), "file"),
        report.bytes() / 1e6,
        report.problems().isEmpty()
            ? "all as written"
            : Text.counted(report.problems().size(), "problem"));
    if (report.supersededFiles() > 0) {
      out.printf(
          "superseded, used by no case any more: %s, %.1f MB; the next ib prepare on this folder,"
              + " or ib clean, removes that%n",
          Text.counted(report.supersededFiles(), "file"), report.supersededBytes() / 1e6);
    }
  }
}
