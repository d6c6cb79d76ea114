package org.ibengine.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LinkReasonTest {
  private static final String NOEXEC =
      "/tmp/a/libx.so: failed to map segment from shared object: Operation not permitted";

  private static String reason(Throwable error) {
    return LinkReason.of("libx.so", error, "-Dfolder");
  }

  @Test
  void everythingTheLinkerSaysIsThereOnceAndTheClassPathIsNot() {
    String jna =
        "Unable to load library '/tmp/a/libx.so':\n"
            + "/tmp/a/libx.so: undefined symbol: f\n/tmp/a/libx.so: undefined symbol: f\n"
            + "Native library (tmp/a/libx.so) not found in resource path (/a.jar:/b.jar)";
    assertEquals(
        "could not load libx.so: Unable to load library '/tmp/a/libx.so': /tmp/a/libx.so: undefined symbol: f",
        reason(new UnsatisfiedLinkError(jna)));
  }

  @Test
  void folderThatIsMountedNoexecIsNamedWithTheRemedy() {
    assertEquals(
        "could not load libx.so: "
            + NOEXEC
            + "; if its folder is mounted noexec, choose another with -Dfolder=FOLDER",
        reason(new UnsatisfiedLinkError(NOEXEC)));
  }

  @Test
  void laterFailuresOfAClassSayWhatTheFirstSaid() {
    Throwable first =
        new ExceptionInInitializerError(
            "Exception java.lang.UnsatisfiedLinkError: " + NOEXEC + " [in thread \"main\"]");
    NoClassDefFoundError later = new NoClassDefFoundError("Could not initialize class Native");
    later.initCause(first);
    assertEquals(reason(new UnsatisfiedLinkError(NOEXEC)), reason(later));
  }

  @Test
  void aCLibraryThatIsTooOldIsNamedAsSuchInWhicheverLineItIs() {
    String linker = "/lib/libc.so.6: version `GLIBC_2.34' not found (required by x)";
    assertEquals(
        "the C or C++ library of this system is too old for libx.so: Unable to load: " + linker,
        reason(new UnsatisfiedLinkError("Unable to load:\n" + linker)));
  }

  @Test
  void errorWithoutAMessageIsNamed() {
    assertEquals("could not load libx.so: java.lang.LinkageError", reason(new LinkageError()));
  }
}
