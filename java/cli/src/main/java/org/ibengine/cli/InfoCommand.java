package org.ibengine.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.ibengine.backend.Backend;
import org.ibengine.backend.Backends;
import org.ibengine.error.DatasetException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ib info FILE…}: header, geometry, type, value range and labels of NIfTI files. */
@Command(
    name = "info",
    description = "Show header, geometry, type, value range and labels of NIfTI files.")
final class InfoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "NIfTI files.")
  private List<Path> files;

  @Option(names = "--json", description = "Print one JSON array with an object for each file.")
  private boolean json;

  @Option(names = "--threads", paramLabel = "N", description = "Default: all.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    ArrayNode array = new ObjectMapper().createArrayNode();
    boolean failed = false;
    try (Backend backend = Backends.onHost(threads)) {
      for (Path file : files) {
        failed |= !show(file, backend, array);
      }
    }
    if (json) {
      print(array.toPrettyString());
    }
    return failed ? ExitCode.FAILED : ExitCode.OK;
  }

  /** Returns whether the file could be read. */
  private boolean show(Path file, Backend backend, ArrayNode array) {
    try {
      FileInfo info = FileInfo.read(file, backend);
      if (json) {
        array.add(InfoFormat.json(info));
      } else {
        print(InfoFormat.text(info));
      }
      return true;
    } catch (DatasetException e) {
      array.addObject().put("path", file.toString()).put("error", e.getMessage());
      PrintWriter err = spec.commandLine().getErr();
      err.println("ib: " + e.getMessage());
      err.flush();
      return false;
    }
  }

  private void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
