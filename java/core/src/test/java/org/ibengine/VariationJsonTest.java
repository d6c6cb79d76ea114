package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.ibengine.augment.IntensityChange;
import org.ibengine.augment.Warping;
import org.ibengine.augment.Warping.Triple;
import org.ibengine.plan.Variation;
import org.ibengine.volume.Index3;
import org.junit.jupiter.api.Test;

class VariationJsonTest {
  private static String json(Warping warping, List<List<IntensityChange>> changes) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    VariationJson.put(node, new Variation(0, false, false, false, 1, 0, warping, changes));
    return node.toString().replace('"', '\'');
  }

  @Test
  void whatDidNothingIsNotTold() {
    assertEquals("{}", json(Warping.NONE, List.of()));
    Warping turned = new Warping(new Triple(1, -2.5, 0), Triple.ONE, null, List.of());
    assertEquals("{'warp':{'degrees':[1.0,-2.5,0.0]}}", json(turned, List.of()));
  }

  @Test
  void everyPartOfAWarpIsTold() {
    Triple mm = new Triple(7.5, 7.5, 5);
    Warping warping =
        new Warping(
            new Triple(1, 2, 3),
            new Triple(1.25, 1.25, 1),
            new Warping.Elastic(7, mm, -9),
            List.of(Warping.Misalignment.NONE, new Warping.Misalignment(mm, new Triple(0, -1, 2))),
            new Index3(4, 5, 6));
    assertEquals(
        "{'warp':{'about':[4,5,6],'degrees':[1.0,2.0,3.0],'scale':[1.25,1.25,1.0],"
            + "'elastic':{'points':7,'seed':-9,'mm':[7.5,7.5,5.0]},"
            + "'misalign':[{'degrees':[0.0,0.0,0.0],'mm':[0.0,0.0,0.0]},"
            + "{'degrees':[7.5,7.5,5.0],'mm':[0.0,-1.0,2.0]}]}}",
        json(warping, List.of()));
  }

  @Test
  void everyChangeIsToldByTheNameOfItsTransform() {
    List<List<IntensityChange>> changes =
        List.of(
            List.of(
                new IntensityChange.Noise(0.05, 12),
                new IntensityChange.Blur(new Triple(0.5, 1, 0)),
                new IntensityChange.Brightness(0.75),
                new IntensityChange.Contrast(1.25, true)),
            List.of(),
            List.of(
                new IntensityChange.LowResolution(new Triple(0.5, 0.5, 1)),
                new IntensityChange.Gamma(0.7, true, true),
                new IntensityChange.Gamma(1.5, false, true)));
    assertEquals(
        "{'changes':[[{'noise':0.05,'seed':12},{'blur':[0.5,1.0,0.0]},{'brightness':0.75},"
            + "{'contrast':1.25}],[],[{'low_resolution':[0.5,0.5,1.0]},{'gamma_inverted':0.7},"
            + "{'gamma':1.5}]]}",
        json(Warping.NONE, changes));
  }
}
