package org.ibengine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.ibengine.error.DatasetException;
import org.ibengine.io.IoReason;
import org.ibengine.text.Text;

/** Keeps a dataset out of the raw data it is made from, and the other way round. */
public final class OutputPlace {
  private OutputPlace() {}

  /**
   * @throws DatasetException if the output is an input or lies in one, by whatever links, or an
   *     input lies where the dataset's own files go
   */
  public static void requireApart(List<Path> inputs, Path output) {
    Path place = real(output);
    for (Path input : inputs) {
      Path source = real(input);
      if (place.startsWith(source)) {
        throw new DatasetException(
            output,
            Text.format(
                "the dataset must not lie in its input, %s; give a folder outside of it", input));
      }
      for (Path own : new DatasetFolder(place).ownFolders()) {
        if (source.startsWith(own)) {
          throw new DatasetException(
              input,
              Text.format(
                  "the input must not lie among the files of the dataset, %s; give another folder for it",
                  own));
        }
      }
    }
  }

  /** Without links, as far as the path exists. */
  private static Path real(Path path) {
    Path existing = path.toAbsolutePath();
    while (existing.getParent() != null && !Files.exists(existing, LinkOption.NOFOLLOW_LINKS)) {
      existing = existing.getParent();
    }
    try {
      Path rest = existing.relativize(path.toAbsolutePath());
      return existing.toRealPath().resolve(rest).normalize();
    } catch (IOException e) {
      throw new DatasetException(path, "cannot be read: " + IoReason.of(e), e);
    }
  }
}
