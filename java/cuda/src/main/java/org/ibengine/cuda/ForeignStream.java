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
      context.run(
          () -> call("cuEventRecord", stream, new Pointer(event.handle()), pointer(stream)));
      return event;
    } catch (RuntimeException e) {
      throw Failures.after(e, event::close);
    }
  }

  /** What {@code stream} is given from now on starts after {@code event}; 0 is the default. */
  static void waitFor(Event event, long stream) {
    Pointer handle = new Pointer(event.handle());
    event.context().run(() -> call("cuStreamWaitEvent", stream, pointer(stream), handle, 0));
  }

  private static void call(String name, long stream, Object... arguments) {
    Cuda.check(driver().getFunction(name).invokeInt(arguments), "%s(stream 0x%x)", name, stream);
  }

  private static Pointer pointer(long handle) {
    return handle == 0 ? Pointer.NULL : new Pointer(handle);
  }

  private static NativeLibrary driver() {
    return NativeLibrary.getInstance(
        System.getProperty(DriverProbe.DRIVER_PROPERTY, DriverProbe.DRIVER));
  }
}
