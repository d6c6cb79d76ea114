package org.ibengine.cpu;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.ibengine.backend.LinkReason;
import org.ibengine.error.BackendFailureException;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.error.Failures;
import org.ibengine.text.Text;

/** Calls of the Linux C library: shared memory. Thread-safe. */
final class SystemCalls {
  private static final int MFD_CLOEXEC = 1;
  private static final int MFD_ALLOW_SEALING = 2;
  private static final int PROT_READ_AND_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final int MAP_POPULATE = 0x8000;
  private static final int FALLOC_FL_KEEP_SIZE = 1;
  private static final int FALLOC_FL_PUNCH_HOLE = 2;
  private static final int F_ADD_SEALS = 1033;
  private static final int F_SEAL_SEAL = 1;
  private static final int F_SEAL_SHRINK = 2;
  private static final int OWNER_ALONE = 0600; // a memory file begins as 0777
  private static final int EMFILE = 24;

  private SystemCalls() {}

  private static Function function(String name) {
    try {
      return NativeLibrary.getInstance("c").getFunction(name);
    } catch (LinkageError e) {
      throw new BackendUnavailableException(
          CpuBackend.NAME, LinkReason.of("JNA's library", e, "-Djna.tmpdir"), e);
    }
  }

  /**
   * A file without a name, in memory, its owner's alone, that cannot be made shorter and cannot be
   * sealed any further; returns its descriptor.
   */
  static int createMemoryFile(String label) {
    Object[] arguments = {label, MFD_CLOEXEC | MFD_ALLOW_SEALING};
    int descriptor = function("memfd_create").invokeInt(arguments);
    check(descriptor >= 0, "memfd_create(%s)", label);
    try {
      check(
          function("fchmod").invokeInt(new Object[] {descriptor, OWNER_ALONE}) == 0,
          "fchmod(memory file)");
      Object[] seals = {descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_SEAL};
      check(function("fcntl").invokeInt(seals) == 0, "fcntl(F_ADD_SEALS)");
      return descriptor;
    } catch (RuntimeException | Error e) {
      throw Failures.after(e, () -> close(descriptor));
    }
  }

  /** Makes bytes {@code [offset, offset + length)} part of the file and gives them memory. */
  static void extend(int descriptor, long offset, long length) {
    check(
        function("fallocate").invokeInt(new Object[] {descriptor, 0, offset, length}) == 0,
        "fallocate(%d bytes of shared memory)",
        length);
  }

  /** Gives the memory of those bytes back to the system; they read as 0 from now on. */
  static void empty(int descriptor, long offset, long length) {
    int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
    check(
        function("fallocate").invokeInt(new Object[] {descriptor, mode, offset, length}) == 0,
        "fallocate(hole of %d bytes)",
        length);
  }

  /** Address of those bytes in this process. */
  static long map(int descriptor, long offset, long length) {
    Object[] arguments = {
      0L, length, PROT_READ_AND_WRITE, MAP_SHARED | MAP_POPULATE, descriptor, offset
    };
    long address = function("mmap").invokeLong(arguments);
    check(address != -1, "mmap(%d bytes of shared memory)", length);
    return address;
  }

  static void unmap(long address, long length) {
    check(
        function("munmap").invokeInt(new Object[] {address, length}) == 0,
        "munmap(%d bytes)",
        length);
  }

  static void close(int descriptor) {
    check(function("close").invokeInt(new Object[] {descriptor}) == 0, "close(%d)", descriptor);
  }

  private static void check(boolean done, String call, Object... arguments) {
    if (!done) {
      int code = Native.getLastError();
      throw new BackendFailureException(Text.format(call, arguments), code, reason(code));
    }
  }

  /** What the system says of an error number, and what to do about it where that is known. */
  static String reason(int code) {
    String reason = function("strerror").invokeString(new Object[] {code}, false);
    return code == EMFILE
        ? reason + "; raise the limit (ulimit -n), or let fewer ranks share this process"
        : reason;
  }
}
