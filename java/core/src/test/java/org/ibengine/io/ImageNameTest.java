package org.ibengine.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.Locale;
import org.ibengine.io.ImageName.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageNameTest {
  private static ImageName of(String name) {
    return ImageFiles.nameOf(Path.of("folder", name));
  }

  @ParameterizedTest
  @CsvSource({
    "T1.nii, WHOLE, T1",
    "T1.NII.gz, WHOLE, T1",
    "T1.nii_brain.nii.gz, WHOLE, T1.nii_brain",
    "T1.nii.nii, WHOLE, T1.nii",
    "İ.nii.gz, WHOLE, İ",
    "a b.hdr, PAIR_HEADER, a b",
    "X.HDR.GZ, PAIR_HEADER, X",
    "X.img, PAIR_IMAGE, X",
    "X.img.gz, PAIR_IMAGE, X",
    "T1.nrrd, WHOLE, T1",
    "T1.seg.nrrd, WHOLE, T1.seg",
    "T1.NHDR, WHOLE, T1",
    "T1.mha, WHOLE, T1",
    "T1.nii.MHD, WHOLE, T1.nii"
  })
  void onlyTheLastEndingIsCut(String name, Kind kind, String stem) {
    assertEquals(new ImageName(kind, stem), of(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "T1.nii.bz2",
        "T1.nii.zst",
        "T1.NII.XZ",
        "T1.nii.gz.part",
        "T1.nii.gz~",
        "T1.nii.zip",
        "T1.mgz",
        "T1.mgh",
        "T1.nrrd.gz",
        "T1.nhdr.bz2",
        "T1.mha.gz",
        "T1.mhd~",
        "1.dcm",
        "1.IMA",
        "a.h5",
        "a.npy",
        "a.npz",
        "a.mnc",
        "a.img.bz2",
        "a.tiff",
        "a.par",
        "a.REC",
        "a.gipl.gz",
        "a.mif.gz",
        "a+orig.HEAD",
        "a.zarr",
        "a.nii.gz.1",
        "a.nii.gz (1)",
        "a.nii.Z",
        "a.nii.tar.gz"
      })
  void imagesOfOtherFormatsAreKnown(String name) {
    assertEquals(Kind.UNREAD_IMAGE, of(name).kind());
    assertFalse(of(name).isReadable());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "T1.json",
        "T1.nii.json",
        "T1.nii.gz.md5",
        "notes.txt",
        "truth.json",
        "nii",
        "a.gz"
      })
  void otherFilesAreNone(String name) {
    assertEquals(Kind.OTHER, of(name).kind());
  }

  @Test
  void namesFromMacOsEqualThoseFromElsewhere() {
    assertEquals(of("M\u00fcller.nii"), of("Mu\u0308ller.nii"));
  }

  @Test
  void theLocaleDoesNotMatter() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertEquals(new ImageName(Kind.WHOLE, "FLAIR"), of("FLAIR.NII.GZ"));
      assertEquals(new ImageName(Kind.PAIR_IMAGE, "X"), of("X.IMG"));
    } finally {
      Locale.setDefault(before);
    }
  }
}
