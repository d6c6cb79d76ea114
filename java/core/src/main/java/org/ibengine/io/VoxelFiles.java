package org.ibengine.io;

import java.nio.file.Path;
import java.util.List;

/**
 * Where the voxels of an image lie: the places are the same in each of its files.
 *
 * @param paths at least one; each holds an equal share of the voxels, in this order. Voxels that
 *     follow their header have its path
 * @param encoding of what follows {@code begin} and {@code lines}
 * @param begin bytes of the file before anything that is said here; 0 unless a header lies there
 * @param lines of text to pass over from there on, each with its line end
 * @param skip bytes to pass over after these, once unpacked; {@link #LAST} if the voxels are the
 *     last bytes of the file, which is {@link Encoding#RAW} then
 * @param packedBytes of the packed voxels; {@link #TO_THE_END} for all that is left
 */
public record VoxelFiles(
    List<Path> paths, Encoding encoding, long begin, long lines, long skip, long packedBytes) {
  /** A {@code skip} that puts the voxels at the end of the file. */
  public static final long LAST = -1;

  /** A {@code packedBytes} without limit. */
  public static final long TO_THE_END = Long.MAX_VALUE;

  public VoxelFiles {
    paths = List.copyOf(paths);
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("an image needs a file that holds its voxels");
    }
    if (begin < 0 || lines < 0 || skip < LAST || packedBytes < 0) {
      throw new IllegalArgumentException(
          "voxels must not begin before their file does, was "
              + List.of(begin, lines, skip, packedBytes));
    }
    if (skip == LAST && encoding != Encoding.RAW) {
      throw new IllegalArgumentException("only voxels that are not packed can be a file's last");
    }
  }

  /** One file, gzip or not, whose voxels begin {@code offset} bytes after its first, unpacked. */
  public static VoxelFiles byContent(Path path, long offset) {
    return new VoxelFiles(List.of(path), Encoding.BY_CONTENT, 0, 0, offset, TO_THE_END);
  }

  /** The first of them. */
  public Path first() {
    return paths.get(0);
  }
}
