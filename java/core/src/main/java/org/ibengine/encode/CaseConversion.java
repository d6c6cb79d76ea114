package org.ibengine.encode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ibengine.backend.Backend;
import org.ibengine.encode.DatasetConversion.Converted;
import org.ibengine.error.DatasetException;
import org.ibengine.index.DatasetOptions;
import org.ibengine.index.VolumeEncoding;
import org.ibengine.store.CaseRecord;
import org.ibengine.store.CaseStaging;
import org.ibengine.store.DatasetFolder;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.DatasetSession;
import org.ibengine.store.NamedVolume;
import org.ibengine.store.OutputFile;
import org.ibengine.store.PreparedCase;
import org.ibengine.store.StagedCase;
import org.ibengine.store.StoredVolume;
import org.ibengine.store.VolumesFile;
import org.ibengine.store.WrittenFile;
import org.ibengine.text.Text;
import org.ibengine.volume.Volume;
import org.ibengine.work.CaseJob;
import org.ibengine.work.CaseProgress;

/** One case from one dataset to the other. For one thread. */
final class CaseConversion implements CaseJob<Converted> {
  private static final long MIB = 1 << 20;
  private static final double WRITTEN = 0.6;

  /** What all cases of a run have in common. */
  record Shared(
      ConvertRequest request,
      Backend backend,
      DatasetOptions options,
      DatasetFolder target,
      DatasetSession session) {}

  /** A case and where its volumes lie, by name, in the order of the file. */
  private record Opened(PreparedCase item, Map<String, StoredVolume> volumes) {
    long sum() {
      return volumes.values().stream().mapToLong(StoredVolume::sizeBytes).sum();
    }

    static Opened of(PreparedCase known, DatasetOptions options) {
      return known.open(item -> new Opened(item, item.volumes(names(item.record(), options))));
    }

    /** All volumes are in memory while one is packed; two of a kind while they are compared. */
    long requireMemory(ConvertRequest request) {
      boolean packs = request.encoding() == VolumeEncoding.PACKED;
      long most = Math.max(sum() + (packs ? VolumePacker.bytes(largest()) : 0), 2 * largest());
      if (most > request.maxMemoryBytes()) {
        throw new DatasetException(
            item.volumesFile(),
            Text.format(
                "needs %d MiB of memory, --max-memory gives %d MiB; raise it",
                most / MIB + 1, request.maxMemoryBytes() / MIB));
      }
      return most;
    }

    long largest() {
      return volumes.values().stream().mapToLong(StoredVolume::sizeBytes).max().orElse(0);
    }
  }

  private final Shared shared;
  private final PreparedCase known;
  private Opened opened; // once bytes are known

  CaseConversion(Shared shared, PreparedCase known) {
    this.shared = shared;
    this.known = known;
  }

  private boolean packs() {
    return shared.request().encoding() == VolumeEncoding.PACKED;
  }

  /**
   * What the target has of the case, if that is what it should have.
   *
   * @throws DatasetException if its record cannot be read
   */
  Optional<Converted> current() {
    if (!Files.exists(shared.target().caseFile(name()))) {
      return Optional.empty();
    }
    CaseRecord there = recordThere();
    boolean same = known.record().isSameCase(there) && hasEncoding(there) && hasFile(there);
    return same ? Optional.of(Converted.of(known.record(), there)) : Optional.empty();
  }

  private CaseRecord recordThere() {
    try {
      return DatasetReader.readCase(shared.target(), name());
    } catch (DatasetException e) {
      throw new DatasetException(
          shared.target().caseFile(name()),
          "cannot be read; delete the folder of the case and run the same command again",
          e);
    }
  }

  /** A case none of whose volumes can be packed is in both encodings once that was tried. */
  private boolean hasEncoding(CaseRecord there) {
    return packs() ? there.packing() : there.packed().isEmpty();
  }

  private boolean hasFile(CaseRecord there) {
    OutputFile output = there.outputs().get(0);
    Path file = shared.target().resolve(output.path());
    try {
      return Files.exists(file) && Files.size(file) == output.bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String name() {
    return known.name();
  }

  @Override
  public long share() {
    return known.record().outputs().stream().mapToLong(OutputFile::bytes).sum();
  }

  @Override
  public long bytes() {
    return open().requireMemory(shared.request());
  }

  /**
   * Looks at the volumes of a case, not at voxels.
   *
   * @throws DatasetException if converting it takes more memory than the request gives, or it
   *     cannot be opened
   */
  static void require(PreparedCase item, ConvertRequest request, DatasetOptions options) {
    Opened.of(item, options).requireMemory(request);
  }

  private Opened open() {
    if (opened == null) {
      opened = Opened.of(known, shared.options());
    }
    return opened;
  }

  private static List<String> names(CaseRecord record, DatasetOptions options) {
    List<String> names = new ArrayList<>(options.modalities());
    names.add(DatasetFolder.LABEL);
    if (record.hasLabelValues(options)) {
      names.add(DatasetFolder.LABEL_VALUES);
    }
    return names;
  }

  @Override
  public Converted run(CaseProgress progress) {
    CaseStaging staging = shared.session().stage();
    try {
      WrittenFile.require(open().item()); // else damage would get a checksum that fits it
      CaseRecord record = write(staging);
      progress.reached(WRITTEN);
      compare(record);
      shared.session().commit(new StagedCase(record, staging));
      return Converted.of(open().item().record(), record);
    } catch (RuntimeException | Error e) {
      staging.discard();
      throw e;
    }
  }

  private CaseRecord write(CaseStaging staging) {
    List<NamedVolume> raw = new ArrayList<>();
    try {
      open().volumes().forEach((name, stored) -> raw.add(new NamedVolume(name, read(stored))));
      List<NamedVolume> volumes = packs() ? new VolumePacker(shared.backend()).pack(raw) : raw;
      String path = DatasetFolder.volumesPath(name(), staging.id());
      OutputFile output = VolumesFile.write(staging.volumes(name()), path, volumes, staging.id());
      return open()
          .item()
          .record()
          .withData(
              Optional.of(staging.id()), List.of(output), VolumePacker.packed(volumes), packs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      raw.forEach(item -> item.volume().data().close());
    }
  }

  private Volume read(StoredVolume stored) {
    return stored.read(shared.backend()::allocate, shared.backend().gzip());
  }

  /** What was written, as any reader would find it, against what it was made of. */
  private void compare(CaseRecord record) {
    PreparedCase made = PreparedCase.staged(shared.target(), record);
    Map<String, StoredVolume> found = made.volumes(open().volumes().keySet());
    open().volumes().forEach((name, stored) -> compare(name, stored, found.get(name)));
  }

  private void compare(String name, StoredVolume wanted, StoredVolume found) {
    Volume before = read(wanted);
    try {
      Volume after = read(found);
      try {
        VoxelComparison.requireEqual(name, found.file(), before, after);
      } finally {
        after.data().close();
      }
    } finally {
      before.data().close();
    }
  }
}
