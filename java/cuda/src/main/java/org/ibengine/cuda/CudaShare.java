package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.backend.DeviceShare;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.error.Failures;
import org.ibengine.text.Text;

/**
 * A share of a GPU by CUDA IPC. Handles are 128 hexadecimal digits, the bytes of the driver's own;
 * a device is found by 8, 4, 4, 4 and 12 of them. Thread-safe.
 */
final class CudaShare implements DeviceShare {
  private final Context context;
  private final Stream outgoing;
  private final List<Event> events = new ArrayList<>();
  private boolean closed;

  private CudaShare(Context context, Stream outgoing) {
    this.context = context;
    this.outgoing = outgoing;
  }

  /**
   * A share of that device, in its primary context; the caller closes it.
   *
   * @param device from 0
   * @throws BackendUnavailableException if there is no driver, no device that it can use, or this
   *     one cannot be shared
   */
  static CudaShare open(int device) {
    new CudaBackendProvider().unavailableReason().ifPresent(CudaShare::refuse);
    Context context = Context.open(device);
    try {
      if (!context.isShareable()) {
        refuse(
            Text.format(
                "device %d does not offer CUDA IPC, by which other processes open its memory; use backend cpu",
                device));
      }
      return new CudaShare(context, Stream.create(context));
    } catch (RuntimeException e) {
      throw Failures.after(e, context::leave);
    }
  }

  private static void refuse(String reason) {
    throw new BackendUnavailableException(CudaBackend.NAME, reason);
  }

  @Override
  public String uuid() {
    return Interprocess.uuidOf(context);
  }

  @Override
  public Place place(long address) {
    long base = Interprocess.baseOf(context, address);
    return new Place(Interprocess.handleOf(context, base), address - base);
  }

  @Override
  public synchronized Slot newSlot() {
    requireOpen();
    return new Pair(newEvent(), newEvent());
  }

  private Event newEvent() {
    Event event = Event.shared(context);
    events.add(event);
    return event;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(Text.format("the share of device %d is closed", device()));
    }
  }

  private int device() {
    return context.device();
  }

  private final class Pair implements Slot {
    private final Event ready;
    private final Event done;

    private Pair(Event ready, Event done) {
      this.ready = ready;
      this.done = done;
    }

    @Override
    public String ready() {
      return Interprocess.handleOf(ready, context);
    }

    @Override
    public String done() {
      return Interprocess.handleOf(done, context);
    }

    @Override
    public void announce(DeviceEvent written) {
      synchronized (CudaShare.this) {
        requireOpen();
        written.holdBack(outgoing.handle());
        outgoing.mark(ready);
      }
    }

    @Override
    public boolean isDone() {
      synchronized (CudaShare.this) {
        requireOpen();
        return done.hasPassed();
      }
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Failures failures = new Failures();
    failures.collect(outgoing::close);
    events.forEach(event -> failures.collect(event::close));
    failures.collect(context::leave);
    failures.rethrow();
  }
}
