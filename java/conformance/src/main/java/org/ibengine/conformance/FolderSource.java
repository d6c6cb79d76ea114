package org.ibengine.conformance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.dataset.CaseSource;
import org.ibengine.index.DatasetIndex;
import org.ibengine.store.DatasetReader;
import org.ibengine.store.PreparedCase;
import org.ibengine.volume.Box;
import org.ibengine.volume.Volume;

/** The voxels of a prepared folder, as code of a user's gives them. */
public final class FolderSource implements CaseSource, AutoCloseable {
  private final Backend backend = new ReferenceBackendProvider().open(1);
  private final DatasetReader reader;
  private final Map<String, PreparedCase> cases;

  public FolderSource(Path folder) {
    reader = DatasetReader.open(folder);
    cases =
        reader.cases().stream().collect(Collectors.toMap(PreparedCase::name, Function.identity()));
  }

  @Override
  public DatasetIndex cases() {
    return reader.index();
  }

  @Override
  public void read(String caseName, String volume, Box rows, ByteBuffer into) throws IOException {
    Volume found =
        cases.get(caseName).volumes(List.of(volume)).get(volume).readRows(rows, backend::allocate);
    try {
      into.put(found.data().view(0, Math.toIntExact(found.sizeBytes())));
    } finally {
      found.data().close();
    }
  }

  @Override
  public void close() {
    backend.close();
  }
}
