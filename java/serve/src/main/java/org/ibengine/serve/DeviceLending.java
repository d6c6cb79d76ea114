package org.ibengine.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.ibengine.Batch;
import org.ibengine.backend.DeviceShare;
import org.ibengine.error.IbException;
import org.ibengine.tensor.Tensor;

/**
 * Batches in device memory: handed over before they are written, and closed when the client's work
 * on them is done. A thread asks for that, since a stream that waited for a client would wait for
 * ever for one that is killed.
 */
final class DeviceLending implements Lending {
  private static final long SHORTEST_PAUSE_NS = 20_000;
  private static final long LONGEST_PAUSE_NS = 500_000;

  private record Returned(DeviceShare.Slot slot, Batch batch) {}

  private final DeviceShare share;
  private final ClientEnd client;
  private final Map<Long, DeviceShare.Slot> slots = new HashMap<>(); // by address: slots come again
  private final List<Returned> returned = new ArrayList<>();
  private final Thread watch = new Thread(this::watch, "ib-serve-returns");
  private boolean over; // nobody touches batches any more
  private boolean closed;

  /** Owns the share. */
  DeviceLending(DeviceShare share, ClientEnd client) {
    this.share = share;
    this.client = client;
    watch.setDaemon(true);
    watch.start();
  }

  @Override
  public void describe(ObjectNode node, Tensor tensor) {
    DeviceShare.Place place = share.place(tensor.address());
    node.put("allocation", place.allocation());
    node.put("offset", place.offset());
  }

  @Override
  public void describe(ObjectNode node, Batch batch) {
    DeviceShare.Slot slot = slotOf(batch);
    node.putObject("events").put("ready", slot.ready()).put("done", slot.done());
  }

  private synchronized DeviceShare.Slot slotOf(Batch batch) {
    return slots.computeIfAbsent(batch.image().address(), address -> share.newSlot());
  }

  @Override
  public void announce(Batch batch) {
    slotOf(batch).announce(batch.ready());
  }

  @Override
  public synchronized void takeBack(Batch batch) {
    DeviceShare.Slot slot = slots.get(batch.image().address());
    if (over || slot == null || isDone(slot)) { // without a slot it was never announced
      batch.close();
    } else {
      returned.add(new Returned(slot, batch));
      notifyAll();
    }
  }

  /** A device that fails runs nothing that is queued, so that what it says of events is enough. */
  private static boolean isDone(DeviceShare.Slot slot) {
    try {
      return slot.isDone();
    } catch (IbException e) {
      return true;
    }
  }

  private void watch() {
    long pause = SHORTEST_PAUSE_NS;
    try {
      while (awaitReturned()) {
        pause = closeDone() ? SHORTEST_PAUSE_NS : Math.min(2 * pause, LONGEST_PAUSE_NS);
        TimeUnit.NANOSECONDS.sleep(pause);
      }
    } catch (InterruptedException e) {
      // Nobody asks for it.
    }
  }

  /** False once this is closed. */
  private synchronized boolean awaitReturned() throws InterruptedException {
    while (returned.isEmpty() && !closed) {
      wait();
    }
    return !closed;
  }

  /** Whether there was one. */
  private synchronized boolean closeDone() {
    boolean any = returned.removeIf(this::closeIfDone);
    if (any) {
      notifyAll();
    }
    return any;
  }

  private boolean closeIfDone(Returned one) {
    if (!isDone(one.slot())) {
      return false;
    }
    one.batch().close();
    return true;
  }

  @Override
  public void awaitClientsEnd() {
    client.await();
    closeRest();
  }

  private synchronized void closeRest() {
    over = true;
    returned.forEach(one -> one.batch().close());
    returned.clear();
  }

  private synchronized boolean hasReturned() {
    return !returned.isEmpty();
  }

  @Override
  public void close() {
    client.awaitWhile(this::hasReturned);
    closeRest();
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    share.close();
  }
}
