package org.ibengine.cuda;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.backend.DeviceEvent;
import org.ibengine.error.BackendUnavailableException;
import org.ibengine.error.Failures;
import org.ibengine.text.Text;

/**
 * Memory of a device, shared with one other process that uses the same device, by CUDA IPC: what it
 * needs to open memory and events, and the events by which both sides order their work. Handles are
 * 128 hexadecimal digits, the bytes of the driver's own. Thread-safe. Nothing here waits for the
 * device but {@link #close}. What fails in the driver is thrown as a {@link
 * org.ibengine.error.BackendFailureException}.
 */
public final class DeviceShare implements AutoCloseable {
  /**
   * Where memory lies, for another process.
   *
   * @param allocation handle of the whole allocation
   * @param offset bytes from its start
   */
  public record Place(String allocation, long offset) {}

  private final Context context;
  private final Stream outgoing;
  private final List<Event> events = new ArrayList<>();
  private boolean closed;

  private DeviceShare(Context context, Stream outgoing) {
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
  public static DeviceShare open(int device) {
    new CudaBackendProvider().unavailableReason().ifPresent(DeviceShare::refuse);
    Context context = Context.open(device);
    try {
      if (!context.isShareable()) {
        refuse(
            Text.format(
                "device %d does not offer CUDA IPC, by which other processes open its memory; use backend cpu",
                device));
      }
      return new DeviceShare(context, Stream.create(context));
    } catch (RuntimeException e) {
      throw Failures.after(e, context::leave);
    }
  }

  private static void refuse(String reason) {
    throw new BackendUnavailableException(CudaBackend.NAME, reason);
  }

  /**
   * By which another process finds the same device, whatever number it has there: 8, 4, 4, 4 and 12
   * hexadecimal digits.
   */
  public String uuid() {
    return Interprocess.uuidOf(context);
  }

  /**
   * Where {@code address}, of memory of this process on the device, lies for another. Memory of one
   * allocation that is smaller than 2 MiB may take others along: the driver shares whole blocks.
   */
  public Place place(long address) {
    long base = Interprocess.baseOf(context, address);
    return new Place(Interprocess.handleOf(context, base), address - base);
  }

  /**
   * Events for memory that goes to and fro.
   *
   * @throws IllegalStateException once this was closed
   */
  public synchronized Slot newSlot() {
    requireOpen();
    return new Slot(newEvent(), newEvent());
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

  /**
   * The events of memory that is used again and again: this process records {@code ready}, which
   * the other waits for, and the other records {@code done}, which this one asks for. Both are this
   * process's, so that none of them ends with the other process. Lives as long as the share.
   */
  public final class Slot {
    private final Event ready;
    private final Event done;

    private Slot(Event ready, Event done) {
      this.ready = ready;
      this.done = done;
    }

    /** Handle of the event that passes when the memory may be read. */
    public String ready() {
      return Interprocess.handleOf(ready, context);
    }

    /** Handle of the event that the other process records behind its last use. */
    public String done() {
      return Interprocess.handleOf(done, context);
    }

    /**
     * From now on {@code ready} passes after {@code written}. Call it before the other process is
     * told. Does not block.
     *
     * @throws IllegalStateException once the share was closed
     */
    public void announce(DeviceEvent written) {
      synchronized (DeviceShare.this) {
        requireOpen();
        written.holdBack(outgoing.handle());
        outgoing.mark(ready);
      }
    }

    /**
     * Whether what the other process queued before it last recorded {@code done} has been done;
     * also true where it has never recorded it, and never where that process ended on the way. Does
     * not block. No stream of this process is made to wait for {@code done}: it would do so for
     * ever where the other process is killed.
     *
     * @throws IllegalStateException once the share was closed
     */
    public boolean isDone() {
      synchronized (DeviceShare.this) {
        requireOpen();
        return done.hasPassed();
      }
    }
  }

  /** Blocks until all that was announced is written. Idempotent. */
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
