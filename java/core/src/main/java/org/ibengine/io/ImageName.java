package org.ibengine.io;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a file says about what it holds. Capitals do not matter, nor does the locale.
 *
 * @param stem the name without its endings, of which only the last {@code .nii} counts as one; in
 *     Unicode's composed form (NFC), so that it is equal wherever the file was written
 */
public record ImageName(Kind kind, String stem) {

  /** Whether a file can be read. */
  public enum Kind {
    /** A NIfTI file. */
    WHOLE,
    /** The header of a pair, by which the pair is read. */
    PAIR_HEADER,
    /** The voxels of a pair. */
    PAIR_IMAGE,
    /** An image in a format or packing that is not read. */
    UNREAD_IMAGE,
    /** No image. */
    OTHER
  }

  private static final Pattern READ =
      Pattern.compile("(.+)\\.(nii|hdr|img)(\\.gz)?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern UNREAD =
      Pattern.compile(
          ".*\\.(nii|hdr|img|mgh|mgz|nrrd|nhdr|mha|mhd|dcm|dicom|ima|h5|hdf5|npy|npz|mnc|mnc2|minc"
              + "|gipl|mif|mih|par|rec|brik|head|vtk|vti|tif|tiff|b2nd|zarr|safetensors)"
              + "(\\.gz|\\.bz2|\\.xz|\\.lzma|\\.z|\\.br|\\.zst|\\.lz4|\\.zip|\\.rar|\\.7z|\\.tar"
              + "|\\.part|\\.tmp|\\.bak|\\.old|\\.[0-9]+| ?\\([0-9]+\\)|~)*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Looks at the name only. */
  public static ImageName of(Path file) {
    Path last = file.getFileName();
    String name = last == null ? "" : composed(last.toString());
    Matcher read = READ.matcher(name);
    if (read.matches()) {
      return new ImageName(kind(read.group(2)), read.group(1));
    }
    return new ImageName(UNREAD.matcher(name).matches() ? Kind.UNREAD_IMAGE : Kind.OTHER, name);
  }

  private static Kind kind(String ending) {
    return switch (ending.charAt(0)) {
      case 'n', 'N' -> Kind.WHOLE;
      case 'h', 'H' -> Kind.PAIR_HEADER;
      default -> Kind.PAIR_IMAGE;
    };
  }

  /** In Unicode's composed form (NFC): macOS writes {@code ü} as two characters. */
  public static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /** Whether an image can be read by this name. */
  public boolean isReadable() {
    return kind == Kind.WHOLE || kind == Kind.PAIR_HEADER;
  }
}
