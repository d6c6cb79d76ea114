package org.ibengine.cli.stats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.ibengine.cli.text.TextTable;
import org.ibengine.index.CaseIndex;
import org.ibengine.index.ModalityIndex;
import org.ibengine.text.Text;

/** The modalities of a dataset whose recorded percentiles are one number, case by case. */
record CoincidingPercentiles(List<Place> places) {

  /**
   * @param value of both percentiles
   */
  record Place(String caseName, String modality, double value) {}

  static CoincidingPercentiles of(List<CaseIndex> cases) {
    List<Place> places = new ArrayList<>();
    for (CaseIndex index : cases) {
      for (ModalityIndex modality : index.modalities()) {
        if (modality.percentilesCoincide()) {
          places.add(new Place(index.name(), modality.name(), modality.low()));
        }
      }
    }
    return new CoincidingPercentiles(places);
  }

  /** A table below a line that says what it means; empty if there is nothing to say. */
  String text() {
    if (places.isEmpty()) {
      return "";
    }
    TextTable table = new TextTable("case", "modality", "value");
    places.forEach(place -> table.row(place.caseName(), place.modality(), place.value()));
    return Text.format(
        "%nPercentiles that coincide: a voxel becomes 1 where it is above the value and 0"
            + " elsewhere, so everywhere%nin a constant volume%n%s",
        table);
  }

  void put(ObjectNode node) {
    ArrayNode array = node.putArray("coincidingPercentiles");
    for (Place place : places) {
      array
          .addObject()
          .put("case", place.caseName())
          .put("modality", place.modality())
          .put("value", place.value());
    }
  }
}
