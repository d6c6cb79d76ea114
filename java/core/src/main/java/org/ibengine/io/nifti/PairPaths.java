package org.ibengine.io.nifti;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.error.DatasetException;
import org.ibengine.text.Text;

/** Names of the two files of a .hdr/.img pair, each of which may end in .gz. */
final class PairPaths {
  private static final Pattern PAIR =
      Pattern.compile("(.*\\.)(hdr|img)(\\.gz)?", Pattern.CASE_INSENSITIVE);

  private PairPaths() {}

  /** The header that belongs to {@code path}: itself unless it is an image of a pair. */
  static Path headerOf(Path path) {
    Matcher name = matcher(path);
    boolean image = name.matches() && name.group(2).equalsIgnoreCase("img");
    return image ? sibling(path, name, "hdr") : path;
  }

  /** The voxels that belong to the header in {@code path}. */
  static Path imageOf(Path path) {
    Matcher name = matcher(path);
    if (!name.matches() || name.group(2).equalsIgnoreCase("img")) {
      throw new DatasetException(
          path,
          "its magic says that the voxels lie in a second file; such a pair must be named"
              + " NAME.hdr and NAME.img");
    }
    return sibling(path, name, "img");
  }

  private static Path sibling(Path path, Matcher name, String extension) {
    boolean upper = name.group(2).equals(name.group(2).toUpperCase(Locale.ROOT));
    String bare = name.group(1) + (upper ? extension.toUpperCase(Locale.ROOT) : extension);
    Path plain = path.resolveSibling(bare);
    Path packed = path.resolveSibling(bare + ".gz");
    List<Path> candidates = name.group(3) == null ? List.of(plain, packed) : List.of(packed, plain);
    return candidates.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new DatasetException(
                    path,
                    Text.format(
                        "is half of a .hdr/.img pair, the other half is missing: neither %s nor %s",
                        plain.getFileName(), packed.getFileName())));
  }

  private static Matcher matcher(Path path) {
    Path name = path.getFileName();
    return PAIR.matcher(name == null ? "" : name.toString());
  }
}
