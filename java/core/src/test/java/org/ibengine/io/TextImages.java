package org.ibengine.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.ibengine.io.nifti.NiftiBytes;

/** Small valid files of the formats whose headers are text, to start from. */
final class TextImages {
  private static final byte[] VOXELS = new byte[48];

  /**
   * @param name its ending is the format's
   */
  record Valid(String name, byte[] content) {}

  private TextImages() {}

  /** Writes the files of voxels that some of the valid ones name. */
  static void writeDataFiles(Path folder) {
    try {
      Files.write(folder.resolve("v.raw"), VOXELS);
      Files.write(folder.resolve("v.z"), zlib());
      Files.write(folder.resolve("v.gz"), NiftiBytes.gzip(VOXELS));
      Files.write(folder.resolve("s1"), new byte[24]);
      Files.write(folder.resolve("s2"), new byte[24]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Valid> all() {
    List<Valid> all = new ArrayList<>();
    String meta =
        "ObjectType = Image\nNDims = 3\nBinaryData = True\nOffset = 1 2 3\n"
            + "TransformMatrix = 0 1 0 -1 0 0 0 0 1\nElementSpacing = 1 0.5 2.5e0\nDimSize = 4 3 2\n"
            + "ElementType = MET_SHORT\n";
    all.add(valid("a.mha", meta + "ElementDataFile = LOCAL\n", VOXELS));
    all.add(valid("a.mha", meta + "CompressedData = True\nElementDataFile = LOCAL\n", zlib()));
    all.add(valid("a.mhd", meta + "BinaryDataByteOrderMSB = True\nElementDataFile = v.raw\n"));
    all.add(
        valid(
            "a.mhd",
            meta
                + "CompressedData = True\nCompressedDataSize = "
                + zlib().length
                + "\nElementDataFile = v.z\n"));
    all.add(valid("a.mhd", meta + "HeaderSize = -1\nElementDataFile = LIST\ns1\ns2\n"));
    all.add(valid("a.mhd", meta + "ElementDataFile = s%d 1 2 1\n"));
    String nrrd =
        "NRRD0005\n# note\ntype: short\ndimension: 3\nsizes: 4 3 2\nendian: big\n"
            + "space: left-posterior-superior\nspace origin: (1,2,3)\n"
            + "space directions: (0,1,0) (-0.5,0,0) (0,0,2.5e0)\nkey:=value\n";
    all.add(valid("a.nrrd", nrrd + "encoding: raw\n\n", VOXELS));
    all.add(valid("a.nrrd", nrrd + "encoding: gzip\nbyte skip: 0\n\n", NiftiBytes.gzip(VOXELS)));
    all.add(valid("a.nhdr", nrrd + "encoding: raw\nbyte skip: -1\ndata file: v.raw\n"));
    all.add(valid("a.nhdr", nrrd + "encoding: gz\nline skip: 0\ndata file: v.gz\n"));
    all.add(valid("a.nhdr", nrrd + "encoding: raw\ndata file: LIST 2\ns1\ns2\n"));
    all.add(valid("a.nhdr", nrrd + "encoding: raw\ndata file: s%01d 1 2 1\n"));
    return all;
  }

  private static Valid valid(String name, String header, byte... voxels) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
    content.writeBytes(voxels);
    return new Valid(name, content.toByteArray());
  }

  private static byte[] zlib() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(VOXELS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
