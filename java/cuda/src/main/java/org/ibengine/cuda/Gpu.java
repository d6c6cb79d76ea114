package org.ibengine.cuda;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ibengine.error.Failures;

/** One GPU with its kernels, its pools of memory and idle streams. Thread-safe. */
final class Gpu implements AutoCloseable {
  private final Context context;
  private final Module module;
  private final BlockPool<PinnedBuffer> pinned;
  private final BlockPool<DeviceBuffer> memory;
  private final Deque<Stream> idle = new ArrayDeque<>();
  private boolean closed;

  private Gpu(Context context, Module module) {
    this.context = context;
    this.module = module;
    this.pinned =
        new BlockPool<>(bytes -> PinnedBuffer.allocate(context, bytes), context::synchronize);
    this.memory =
        new BlockPool<>(bytes -> DeviceBuffer.allocate(context, bytes), context::synchronize);
  }

  static Gpu open(int number) {
    byte[] image = KernelImage.read();
    Context context = Context.open(number);
    try {
      return new Gpu(context, load(context, image, KernelImage.VERSION));
    } catch (RuntimeException e) {
      throw Failures.after(e, context::leave);
    }
  }

  /** The kernels, of that version of ib_cuda.h. */
  static Module load(Context context, byte[] image, int version) {
    Module module = Module.load(context, image);
    try {
      return module.requireVersion(version);
    } catch (RuntimeException e) {
      throw Failures.after(e, module::close);
    }
  }

  Context context() {
    return context;
  }

  Module module() {
    return module;
  }

  BlockPool<PinnedBuffer> pinned() {
    return pinned;
  }

  BlockPool<DeviceBuffer> memory() {
    return memory;
  }

  /** Frees memory that nobody uses, of the device and of the host; blocks until it is idle. */
  void trim() {
    Failures failures = new Failures();
    failures.collect(memory::trim);
    failures.collect(pinned::trim);
    failures.rethrow();
  }

  /** A stream with nothing in it, which nobody else uses; hand it back by {@link #release}. */
  Stream acquireStream() {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the cuda backend is closed");
      }
      if (!idle.isEmpty()) {
        return idle.removeLast();
      }
    }
    return Stream.create(context);
  }

  /** Takes back a stream in which nothing is left. */
  void release(Stream stream) {
    synchronized (this) {
      if (!closed) {
        idle.addLast(stream);
        return;
      }
    }
    stream.close();
  }

  /** Blocks until the device has done all work queued so far. Idempotent. */
  @Override
  public void close() {
    List<Stream> streams;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      streams = new ArrayList<>(idle);
      idle.clear();
    }
    Failures failures = new Failures();
    failures.collect(context::synchronize); // a module must not be unloaded under its kernels
    streams.forEach(stream -> failures.collect(stream::close));
    failures.collect(memory::close);
    failures.collect(pinned::close);
    failures.collect(module::close);
    failures.collect(context::leave);
    failures.rethrow();
  }
}
