package org.ibengine.io;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.regex.Pattern;

/**
 * What the name of a file says about what it holds. Capitals do not matter, nor does the locale.
 *
 * @param stem the name without its endings, of which only the last format's counts ({@code a.nii}
 *     of {@code a.nii.nii.gz}); in Unicode's composed form (NFC), so that it is equal wherever the
 *     file was written
 */
public record ImageName(Kind kind, String stem) {

  /** Whether a file can be read. */
  public enum Kind {
    /** An image in one file. */
    WHOLE,
    /** The header of an image, by which it is read; its voxels lie in another file. */
    PAIR_HEADER,
    /** The voxels of an image whose header lies in another file. */
    PAIR_IMAGE,
    /** An image in a format or packing that is not read. */
    UNREAD_IMAGE,
    /** No image. */
    OTHER
  }

  private static final Pattern UNREAD =
      Pattern.compile(
          ".*\\.(nii|hdr|img|mgh|mgz|nrrd|nhdr|mha|mhd|dcm|dicom|ima|h5|hdf5|npy|npz|mnc|mnc2|minc"
              + "|gipl|mif|mih|par|rec|brik|head|vtk|vti|tif|tiff|b2nd|zarr|safetensors)"
              + "(\\.gz|\\.bz2|\\.xz|\\.lzma|\\.z|\\.br|\\.zst|\\.lz4|\\.zip|\\.rar|\\.7z|\\.tar"
              + "|\\.part|\\.tmp|\\.bak|\\.old|\\.[0-9]+| ?\\([0-9]+\\)|~)*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** Of a file that no format that is read claims. */
  static ImageName ofOther(String name) {
    return new ImageName(UNREAD.matcher(name).matches() ? Kind.UNREAD_IMAGE : Kind.OTHER, name);
  }

  /** The last part of a path in composed form; empty of a root. */
  static String last(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : composed(name.toString());
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
