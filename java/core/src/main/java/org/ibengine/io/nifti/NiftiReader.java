package org.ibengine.io.nifti;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ibengine.error.DatasetException;
import org.ibengine.gzip.GzipCodec;
import org.ibengine.io.DecodedFile;
import org.ibengine.io.Encoding;
import org.ibengine.io.HeaderSummary;
import org.ibengine.io.ImageHeader;
import org.ibengine.io.ImageName;
import org.ibengine.io.ParsedImageReader;
import org.ibengine.io.Scratch;
import org.ibengine.text.Text;

/**
 * Reads NIfTI-1 and NIfTI-2: single files and .hdr/.img pairs (named by either half), gzip or not
 * (told by content, not name), both byte orders. One axis after the third may be longer than 1: it
 * counts channels. A 2D image becomes a volume with z of 1. A gzip stream is read to its end, so
 * that its checksum counts; up to 1 MiB after the voxels is ignored, more is refused. Thread-safe;
 * blocks on the disk.
 */
public final class NiftiReader extends ParsedImageReader {

  /** Holds nothing: one does for all. */
  public NiftiReader() {}

  @Override
  public Optional<ImageName> nameOf(String name) {
    return NiftiNames.of(name);
  }

  @Override
  public List<String> endings() {
    return List.of(".nii", ".nii.gz", ".hdr/.img");
  }

  @Override
  public boolean triesAnyName() {
    return true;
  }

  @Override
  public List<Path> filesOf(Path path) {
    Path header = PairPaths.headerOf(path);
    boolean pair =
        nameOf(ImageName.composed(header.getFileName().toString()))
            .filter(name -> name.kind() == ImageName.Kind.PAIR_HEADER)
            .isPresent();
    return pair ? List.of(header, PairPaths.imageOf(header)) : List.of(header);
  }

  @Override
  public void requireWhole(List<Path> files) {
    NiftiNames.requireWholePairs(files);
  }

  @Override
  public List<Path> filesOf(ImageHeader header) {
    List<Path> named = filesOf(header.path());
    if (!named.equals(header.files())) {
      throw new DatasetException(
          header.path(),
          Text.format(
              "holds its voxels itself, and is named as the header of %s; rename it",
              named.get(named.size() - 1).getFileName()));
    }
    return named;
  }

  @Override
  protected Encoding headerEncoding() {
    return Encoding.BY_CONTENT;
  }

  @Override
  protected Path headerOf(Path path) {
    return PairPaths.headerOf(path);
  }

  @Override
  public HeaderSummary summary(Path path, GzipCodec codec) {
    Path headerPath = PairPaths.headerOf(path);
    Scratch scratch = Scratch.forHeader();
    try (DecodedFile file = DecodedFile.open(headerPath, codec, null, scratch)) {
      ByteBuffer first = firstBytes(file, scratch.spare());
      // A copy, as what is read next comes where the header lies.
      ByteBuffer kept = ByteBuffer.allocate(first.remaining()).put(first).flip();
      HeaderBytes bytes = HeaderBytes.of(headerPath, kept);
      return NiftiSummary.of(
          headerPath, bytes, () -> Wholeness.fault(headerPath, bytes, file, codec));
    }
  }

  /** Leaves {@code file} right after the header: voxels may begin there. */
  @Override
  protected ImageHeader parse(Path path, DecodedFile file, ByteBuffer spare) {
    return HeaderParser.parse(path, firstBytes(file, spare));
  }

  private static ByteBuffer firstBytes(DecodedFile file, ByteBuffer spare) {
    ByteBuffer bytes = spare.clear().limit(HeaderBytes.V1_BYTES);
    file.read(bytes);
    if (!bytes.hasRemaining() && HeaderBytes.isVersion2(bytes)) {
      file.read(bytes.limit(HeaderBytes.V2_BYTES));
    }
    return bytes.flip();
  }
}
