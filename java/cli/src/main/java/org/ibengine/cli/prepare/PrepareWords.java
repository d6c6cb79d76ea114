package org.ibengine.cli.prepare;

import java.io.PrintWriter;
import java.util.SortedMap;
import org.ibengine.input.Discovery;
import org.ibengine.prepare.PrepareListener;

/** Says on standard error what a preparation finds and decides before it begins. */
final class PrepareWords implements PrepareListener {
  private final PrintWriter err;

  PrepareWords(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void found(Discovery input) {
    err.println("ib: layout: " + input.summary());
    err.flush();
  }

  @Override
  public void renamed(SortedMap<String, String> namesInFiles) {
    err.println(
        "ib: in the names of patch files, so that the published loader does not drop them:");
    namesInFiles.forEach((name, inFiles) -> err.println("  " + name + " is " + inFiles));
    err.flush();
  }

  @Override
  public void started(long totalBytes) {}

  @Override
  public void advanced(long bytes) {}
}
