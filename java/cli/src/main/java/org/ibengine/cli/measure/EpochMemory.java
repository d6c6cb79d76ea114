package org.ibengine.cli.measure;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalLong;
import org.ibengine.IbEngine;
import org.ibengine.MemoryForecast;

/**
 * What an engine said it would take, and what the process took.
 *
 * @param peak bytes of this process in memory at most, where known
 */
public record EpochMemory(MemoryForecast predicted, OptionalLong peak) {
  /** Of an open engine, up to now. */
  public static EpochMemory of(IbEngine engine) {
    return new EpochMemory(engine.memory(), ProcessMemory.peak());
  }

  /** In bytes. */
  public ObjectNode json() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("predicted", predicted.totalBytes());
    node.put("predictedVolumes", predicted.volumeBytes());
    node.put("predictedDecoding", predicted.transientBytes());
    node.put("predictedBatches", predicted.ringBytes());
    node.put("predictedDeviceVolumes", predicted.device().volumeBytes());
    node.put("predictedDeviceBatches", predicted.device().ringBytes());
    node.put("predictedDeviceLaunches", predicted.device().launchBytes());
    node.put("sourcesOnDisk", predicted.sourcesOnDisk());
    peak.ifPresent(bytes -> node.put("processPeak", bytes));
    return node;
  }
}
