package org.ibengine.io.metaimage;

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
 * Reads MetaImage: {@code .mha} with the voxels in it, {@code .mhd} with a file of voxels or one
 * per slice; plain or zlib, both byte orders, three axes and one channel. Positions of the file are
 * LPS. Bytes after the voxels are ignored. Thread-safe; blocks on the disk.
 */
public final class MetaImageReader extends ParsedImageReader {
  private static final Pattern NAME =
      Pattern.compile("(.+)\\.(mhd|mha)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Holds nothing: one does for all. */
  public MetaImageReader() {}

  @Override
  public Optional<ImageName> nameOf(String name) {
    Matcher parts = NAME.matcher(name);
    return parts.matches()
        ? Optional.of(new ImageName(ImageName.Kind.WHOLE, parts.group(1)))
        : Optional.empty();
  }

  @Override
  public List<String> endings() {
    return List.of(".mha", ".mhd");
  }

  @Override
  protected ImageHeader parse(Path path, DecodedFile file, ByteBuffer spare) {
    return new MetaImageParser(MetaImageFields.read(path, file), file).header();
  }
}
