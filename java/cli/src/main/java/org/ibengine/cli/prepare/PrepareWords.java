package org.ibengine.cli.prepare;

import java.io.PrintWriter;
import java.util.SortedMap;
import org.ibengine.input.Discovery;
import org.ibengine.prepare.PrepareListener;
import org.ibengine.text.Text;
import org.ibengine.volume.Geometry;

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
  public void spacing(Geometry.Spacing median) {
    err.println(
        Text.format(
            "ib: the median spacing is %s %s %s mm; all cases are stored at it",
            Text.plain(median.x()), Text.plain(median.y()), Text.plain(median.z())));
    err.flush();
  }
}
