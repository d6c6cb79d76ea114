package org.ibengine.io.nifti;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What a file that is not NIfTI is instead, told by its first bytes, and what to do about it. */
enum ForeignContent {
  GZIP("\u001f\u008b", "gzip inside gzip; inflate it once more (gunzip)"),
  ANNEX("/annex/objects/", "a git-annex pointer, not the image; run git annex get"),
  LFS("version https://git-lfs", "a Git LFS pointer, not the image; run git lfs pull"),
  EARLY_LFS("version https://hawser", "a Git LFS pointer, not the image; run git lfs pull"),
  HTML("<!doctype html", "an HTML page, maybe of a failed download; download the file again"),
  HTML_BARE("<html", "an HTML page, maybe of a failed download; download the file again"),
  XML("<?xml", "XML, maybe of a failed download; download the file again"),
  MARKUP("<", "HTML or XML, maybe of a failed download; download the file again"),
  ZIP("PK\u0003\u0004", "a zip archive; unpack it"),
  EMPTY_ZIP("PK\u0005\u0006", "an empty zip archive; pack it again"),
  BZIP2("BZh", "packed with bzip2; unpack it (bunzip2)"),
  XZ("\u00fd7zXZ\u0000", "packed with xz; unpack it (unxz)"),
  ZSTANDARD("\u0028\u00b5\u002f\u00fd", "packed with zstd; unpack it (unzstd)"),
  RAR("Rar!\u001a\u0007", "a RAR archive; unpack it"),
  SEVEN_ZIP("7z\u00bc\u00af\u0027\u001c", "a 7z archive; unpack it"),
  NRRD("NRRD000", "NRRD; name it .nrrd"),
  META_IMAGE("ObjectType", "a MetaImage; name it .mha or .mhd"),
  META_IMAGE_BARE("NDims", "a MetaImage; name it .mha or .mhd"),
  HDF5("\u0089HDF\r\n", "HDF5 (or MINC 2); convert it to NIfTI"),
  MINC("CDF\u0001", "MINC; convert it to NIfTI"),
  NUMPY("\u0093NUMPY", "a numpy array, which has no geometry; convert it to NIfTI"),
  MGH("\u0000\u0000\u0000\u0001\u0000\u0000", "FreeSurfer's MGH; convert it (mri_convert)"),
  JSON("{", "JSON or the like, not the image; download the file again"),
  PNG("\u0089PNG", "a PNG picture; convert it to NIfTI"),
  TAR(257, "ustar", "a tar archive; unpack it"),
  DICOM(128, "DICM", "DICOM; convert it to NIfTI (dcm2niix)");

  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private final int offset;
  private final String start;
  private final String text;

  ForeignContent(String start, String text) {
    this(0, start, text);
  }

  ForeignContent(int offset, String start, String text) {
    this.offset = offset;
    this.start = start;
    this.text = text;
  }

  /**
   * @param first bytes of the file, inflated, from 0 to the limit
   * @return in the words behind "is"
   */
  static Optional<String> of(ByteBuffer first) {
    byte[] raw = new byte[first.limit()];
    first.get(0, raw);
    String bytes = new String(raw, StandardCharsets.ISO_8859_1);
    String text = bytes.startsWith(BYTE_ORDER_MARK) ? bytes.substring(3) : bytes;
    String lower = text.stripLeading().toLowerCase(Locale.ROOT);
    for (ForeignContent content : values()) {
      boolean exact = bytes.startsWith(content.start, content.offset);
      if (exact || content.isText() && lower.startsWith(content.start)) {
        return Optional.of(content.text);
      }
    }
    // Where links are not possible, a pointer is a file that holds the path of a link.
    return bytes.contains(".git" + ANNEX.start) ? Optional.of(ANNEX.text) : Optional.empty();
  }

  private boolean isText() {
    return start.startsWith("<");
  }
}
