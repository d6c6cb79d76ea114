package org.ibengine.cuda;

import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;
import org.ibengine.backend.DeviceEvent;

/** Owns an event; only those of {@link #timed} know when they passed. */
final class Event extends Owner implements DeviceEvent {
  private final Address.OfEvent event;

  private Event(Context context, Address.OfEvent event) {
    super(context);
    this.event = event;
  }

  static Event create(Context context) {
    return create(context, CUevent_flags.CU_EVENT_DISABLE_TIMING);
  }

  /** One that other processes can open, record and wait for, see {@link Interprocess#handleOf}. */
  static Event shared(Context context) {
    return create(
        context, CUevent_flags.CU_EVENT_DISABLE_TIMING | CUevent_flags.CU_EVENT_INTERPROCESS);
  }

  static Event timed(Context context) {
    return create(context, CUevent_flags.CU_EVENT_DEFAULT);
  }

  private static Event create(Context context, int flags) {
    return context.make(
        () -> {
          Address.OfEvent event = new Address.OfEvent();
          Cuda.check(JCudaDriver.cuEventCreate(event, flags), "cuEventCreate");
          return new Event(context, event);
        });
  }

  /** What the device's clock says between two timed events, both of which have passed. */
  static double secondsBetween(Event from, Event to) {
    float[] milliseconds = new float[1];
    from.context()
        .check(
            () -> JCudaDriver.cuEventElapsedTime(milliseconds, from.event(), to.event()),
            "cuEventElapsedTime");
    return milliseconds[0] * 1e-3;
  }

  Address.OfEvent event() {
    requireOpen();
    return event;
  }

  @Override
  public boolean hasPassed() {
    int status = context().status(() -> JCudaDriver.cuEventQuery(event()));
    if (status == Cuda.NOT_READY) {
      return false;
    }
    Cuda.check(status, "cuEventQuery");
    return true;
  }

  @Override
  public void await() {
    context().check(() -> JCudaDriver.cuEventSynchronize(event()), "cuEventSynchronize");
  }

  @Override
  public long handle() {
    return event().value();
  }

  @Override
  public void holdBack(long stream) {
    ForeignStream.waitFor(this, stream);
  }

  @Override
  void free() {
    Cuda.check(JCudaDriver.cuEventDestroy(event), "cuEventDestroy");
  }

  @Override
  public String toString() {
    return "event";
  }
}
