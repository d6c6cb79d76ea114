package org.ibengine.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The voxels of a NIfTI file of {@code ib synth} under a header that is text. */
final class TextHeaders {
  private static final int HEADER_BYTES = 352;
  private static final int INT16 = 4;

  private TextHeaders() {}

  static byte[] metaImage(byte[] nifti) {
    return joined(
        "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n"
            + "CompressedData = False\nTransformMatrix = 0 1 0 -1 0 0 0 0 1\nOffset = -4 5 6.5\n"
            + "ElementSpacing = 2 3 4\nDimSize = "
            + sizes(nifti)
            + "\nElementType = "
            + (isInt16(nifti) ? "MET_SHORT" : "MET_FLOAT")
            + "\nElementDataFile = LOCAL\n",
        nifti);
  }

  static byte[] nrrd(byte[] nifti) {
    return joined(
        "NRRD0004\ntype: "
            + (isInt16(nifti) ? "short" : "float")
            + "\ndimension: 3\nspace: left-posterior-superior\nsizes: "
            + sizes(nifti)
            + "\nspace directions: (2,0,0) (0,3,0) (0,0,4)\nkinds: domain domain domain\n"
            + "endian: little\nencoding: raw\nspace origin: (-4,5,6.5)\n\n",
        nifti);
  }

  private static boolean isInt16(byte[] nifti) {
    return header(nifti).getShort(70) == INT16;
  }

  private static String sizes(byte[] nifti) {
    ByteBuffer header = header(nifti);
    return header.getShort(42) + " " + header.getShort(44) + " " + header.getShort(46);
  }

  private static ByteBuffer header(byte[] nifti) {
    return ByteBuffer.wrap(nifti).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] joined(String header, byte[] nifti) {
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(text, text.length + nifti.length - HEADER_BYTES);
    System.arraycopy(nifti, HEADER_BYTES, all, text.length, nifti.length - HEADER_BYTES);
    return all;
  }
}
