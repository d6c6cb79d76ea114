package org.ibengine.cuda;

import jcuda.driver.CUevent_flags;
import jcuda.driver.JCudaDriver;
import org.ibengine.backend.DeviceEvent;

/** Owns an event that measures no time. */
final class Event extends Owner implements DeviceEvent {
  private final Address.OfEvent event;

  private Event(Context context, Address.OfEvent event) {
    super(context);
    this.event = event;
  }

  static Event create(Context context) {
    Address.OfEvent event = new Address.OfEvent();
    context.enter();
    Cuda.check(
        JCudaDriver.cuEventCreate(event, CUevent_flags.CU_EVENT_DISABLE_TIMING), "cuEventCreate");
    return new Event(context, event);
  }

  Address.OfEvent event() {
    requireOpen();
    return event;
  }

  @Override
  public boolean hasPassed() {
    context().enter();
    int status = JCudaDriver.cuEventQuery(event());
    if (status == Cuda.NOT_READY) {
      return false;
    }
    Cuda.check(status, "cuEventQuery");
    return true;
  }

  @Override
  public void await() {
    context().enter();
    Cuda.check(JCudaDriver.cuEventSynchronize(event()), "cuEventSynchronize");
  }

  @Override
  public long handle() {
    return event().value();
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
