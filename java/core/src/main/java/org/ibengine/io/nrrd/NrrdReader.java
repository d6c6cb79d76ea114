package org.ibengine.io.nrrd;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageName;
import org.ibengine.io.ParsedImageReader;

/**
 * Reads NRRD 1 to 5: headers with their voxels after them, or in one file or many; raw or gzip,
 * both byte orders, the spaces RAS, LPS and LAS. Three axes, and a fourth that counts channels.
 * Thread-safe; blocks on the disk.
 */
public final class NrrdReader extends ParsedImageReader {
  private static final Pattern NAME =
      Pattern.compile("(.+)\\.(nrrd|nhdr)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Holds nothing: one does for all. */
  public NrrdReader() {}

  @Override
  public Optional<ImageName> nameOf(String name) {
    Matcher parts = NAME.matcher(name);
    return parts.matches()
        ? Optional.of(new ImageName(ImageName.Kind.WHOLE, parts.group(1)))
        : Optional.empty();
  }

  @Override
  public List<String> endings() {
    return List.of(".nrrd", ".nhdr");
  }

  @Override
  protected ImageHeader parse(Path path, DecodedFile file, ByteBuffer spare) {
    return new NrrdParser(NrrdFields.read(path, file), file).header();
  }
}
