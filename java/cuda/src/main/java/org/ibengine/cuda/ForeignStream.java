package org.ibengine.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.ibengine.error.Failures;

/** Calls on streams that others made: JCuda's stream cannot be given a handle. */
final class ForeignStream {
  private ForeignStream() {}

  /** An event on everything queued so far; {@code stream} 0 is the default stream. */
  static Event record(Context context, long stream) {
    Event event = Event.create(context);
    try {
      Cuda.check(
          driver()
              .getFunction("cuEventRecord")
              .invokeInt(new Object[] {new Pointer(event.handle()), pointer(stream)}),
          "cuEventRecord(stream 0x%x)",
          stream);
      return event;
    } catch (RuntimeException e) {
      throw Failures.after(e, event::close);
    }
  }

  private static Pointer pointer(long handle) {
    return handle == 0 ? Pointer.NULL : new Pointer(handle);
  }

  private static NativeLibrary driver() {
    return NativeLibrary.getInstance(
        System.getProperty(DriverProbe.DRIVER_PROPERTY, DriverProbe.DRIVER));
  }
}
