package org.ibengine.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.ibengine.EngineOptions;
import org.ibengine.backend.WeightKind;
import org.ibengine.dataset.FoldChoice;
import org.ibengine.intensity.IntensityScale;
import org.ibengine.plan.Augmentation;
import org.ibengine.plan.Balance;
import org.ibengine.plan.Draws;
import org.ibengine.plan.FalseAlarms;
import org.ibengine.plan.FalseAlarms.Order;
import org.ibengine.plan.Inside;
import org.ibengine.plan.Negatives;
import org.ibengine.plan.Placement;
import org.ibengine.plan.Sampler;
import org.ibengine.tensor.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsJsonTest {
  private static final EngineOptions FIXED =
      EngineOptions.defaults()
          .patchSize(3, 5, 7)
          .negativesPerPositive(0.1)
          .repeats(2)
          .placement(Placement.REFERENCE)
          .augmentation(new Augmentation(1, 0, 0.25, 1e-3))
          .balance(Balance.Kind.SIZE, -0.5)
          .evenBatches(true)
          .negatives(
              Negatives.parse("ring:20-60.5:0.5,grid:0.5")
                  .hard(new FalseAlarms("froc/objects.csv", Order.CONFIDENT), 0.5)
                  .minDistanceMm(12.5)
                  .inside(List.of(new Inside("liver", 0.5), new Inside("3", 1)))
                  .minBody(0.1)
                  .distances(true))
          .hardness(0.95)
          .sampler(Sampler.VOXEL)
          .steps(250)
          .positiveShare(0.25)
          .fold(1, 3)
          .modalities("T1", "FLAIR")
          .batchSize(4)
          .rank(1, 2)
          .type(ElementType.FLOAT16)
          .weights(WeightKind.FOREGROUND_INVERSE)
          .weightLimits(0.5, Double.POSITIVE_INFINITY)
          .coordinates(true)
          .foregroundCounts(true)
          .normalise(IntensityScale.nnunetMr())
          .normalise("T1", IntensityScale.window(-0.5, 100))
          .backend("cpu")
          .threads(6)
          .device(1)
          .maxMemory(1L << 33)
          .maxDeviceMemory(1L << 32)
          .prefetch(3);

  private static final String TEXT =
      """
      {"sampling":{"patchSize":[3,5,7],"negativesPerPositive":0.1,"repeats":2,"placement":"reference",
       "augmentation":{"flip":1.0,"rotate":0.0,"scale":0.25,"shift":0.001},
       "balance":{"kind":"size","exponent":-0.5},"evenBatches":true,
       "folds":{"fold":{"number":1,"of":3},"split":null,"subjects":{},"validationOfAll":false},
       "negatives":{"parts":["ring:20-60.5:0.25","grid:0.25","hard:0.5"],"minDistanceMm":12.5,
       "inside":["liver>=0.5","3>=1.0"],"minBody":0.1,"distances":true,
       "hard":{"file":"froc/objects.csv","order":"confident"},"hardness":0.95},
       "draws":{"sampler":"voxel","steps":250,"positiveShare":0.25}},
       "delivery":{"modalities":["T1","FLAIR"],"batchSize":4,"worldSize":2,"rank":1,"type":"float16",
       "weights":{"kind":"foreground-inverse","limits":[0.5,"Infinity"],"normalisation":"none"},
       "instanceMaps":false,"coordinates":true,"foregroundCounts":true,
       "normalisation":{"others":"nnunet-mr","modalities":{"T1":"window:-0.5:100"}}},
       "resources":{"backend":"cpu","threads":6,"device":1,"maxMemory":8589934592,
       "maxDeviceMemory":4294967296,"prefetch":3,"localRanks":1}}""";

  @Test
  void theTextIsTheSameInEveryRelease() throws Exception {
    ObjectMapper json = new ObjectMapper();
    assertEquals(json.readTree(TEXT).toString(), json.readTree(FIXED.toJson()).toString());
    assertEquals(FIXED, EngineOptions.fromJson(TEXT));
  }

  @Test
  void transformsHaveAKeyOnlyWhereOneIsOn() {
    EngineOptions changed =
        EngineOptions.defaults()
            .augmentation(Augmentation.parse("nnunet,rotation=0.5,elastic_deform=0.1:5:6,noise=0"));
    String written =
        "'transforms':{'preset':'nnunet','rotation':[0.5],'elastic_deform':[0.1,5.0,6.0],'noise':[0.0,0.0,0.1]}"
            .replace('\'', '"');
    String text = changed.toJson().replaceAll("\\s", "");
    assertTrue(text.contains(written), text);
    assertEquals(changed, EngineOptions.fromJson(changed.toJson()));
    assertFalse(EngineOptions.defaults().toJson().contains("transforms"));
    assertEquals(
        EngineOptions.defaults().augmentation(Augmentation.parse("off,gamma")),
        EngineOptions.fromJson(
            "{'sampling':{'augmentation':{'flip':0,'rotate':0,'scale':0,'shift':0,'transforms':{'gamma':[0.3]}}}}"
                .replace('\'', '"')));
  }

  @Test
  void randomOptionsAreReadAsTheyWereWritten() {
    Set<String> texts = new HashSet<>();
    for (long seed = 0; seed < 300; seed++) {
      EngineOptions options = RandomOptions.of(seed);
      String text = options.toJson();
      assertEquals(options, EngineOptions.fromJson(text), "seed " + seed + ": " + text);
      assertEquals(options.hashCode(), EngineOptions.fromJson(text).hashCode(), "seed " + seed);
      texts.add(text);
    }
    assertTrue(texts.size() > 290, "they must differ, " + texts.size() + " did");
  }

  @Test
  void everyOptionHasAKeyOfItsNameInCamelCase() throws Exception {
    JsonNode tree = new ObjectMapper().readTree(EngineOptions.defaults().toJson());
    assertNames(OptionsJson.class, tree);
    assertNames(Sampling.class, tree.get("sampling"));
    assertNames(FoldChoice.class, tree.get("sampling").get("folds"));
    assertNames(Draws.class, tree.get("sampling").get("draws"));
    assertNames(Delivery.class, tree.get("delivery"));
    assertNames(WeightChoice.class, tree.get("delivery").get("weights"));
    assertNames(Resources.class, tree.get("resources"));
  }

  private static void assertNames(Class<? extends Record> type, JsonNode node) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
    Set<String> keys = new TreeSet<>();
    node.fieldNames().forEachRemaining(keys::add);
    assertEquals(names, keys);
  }

  @Test
  void whatATextDoesNotNameIsAsUsual() {
    assertEquals(EngineOptions.defaults(), EngineOptions.fromJson("{}"));
    assertEquals(
        EngineOptions.defaults().repeats(3).batchSize(8),
        EngineOptions.fromJson(
            "{'sampling':{'repeats':3},'delivery':{'batchSize':8}}".replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'smapling':{}} | smapling is not an option | {}",
        "{'sampling':{'repeat':3}} | sampling.repeat is not an option | 3",
        "{'sampling':{'folds':{'foldd':1}}} | sampling.folds.foldd is not an option | 1",
        "{'delivery':{'weights':{'sort':'x'}}} | delivery.weights.sort is not an option | x",
        "{'resources':{'gpus':2}} | resources.gpus is not an option | 2",
        "{'sampling':[]} | sampling must be an object | []",
        "{'sampling':null} | sampling must be an object | null",
        "{'sampling':{'repeats':0}} | sampling.repeats: repeats must be at least 1 | 0",
        "{'sampling':{'repeats':2.5}} | sampling.repeats must be a whole number | 2.5",
        "{'sampling':{'repeats':'2'}} | sampling.repeats must be a whole number | 2",
        "{'sampling':{'repeats':null}} | sampling.repeats must be a whole number | null",
        "{'sampling':{'repeats':4294967297}} | sampling.repeats must be a whole number | 4294967297",
        "{'sampling':{'negativesPerPositive':-1}} | sampling.negativesPerPositive: | -1",
        "{'sampling':{'negativesPerPositive':1e999}} | sampling.negativesPerPositive: | Infinity",
        "{'sampling':{'patchSize':[3,5]}} | sampling.patchSize must be a list of 3 | [3,5]",
        "{'sampling':{'patchSize':[3,0,5]}} | sampling.patchSize: patch size must be | (3, 0, 5)",
        "{'sampling':{'patchSize':[3,'x',5]}} | sampling.patchSize[1] must be a whole | x",
        "{'sampling':{'placement':'JITTER'}} | sampling.placement must be one of [reference, jitter, centre, clamp] | JITTER",
        "{'sampling':{'placement':null}} | sampling.placement must be one of | null",
        "{'sampling':{'augmentation':{'flip':1}}} | sampling.augmentation must be an object of flip, rotate, scale, shift | 1",
        "{'sampling':{'augmentation':{'flip':2,'rotate':0,'scale':0,'shift':0}}} | sampling.augmentation: probability of flip | 2.0",
        "{'sampling':{'augmentation':{'flip':0,'rotate':0,'scale':0,'shift':0,'transforms':{'preset':'on'}}}} | sampling.augmentation.transforms.preset must be | on",
        "{'sampling':{'augmentation':{'flip':0,'rotate':0,'scale':0,'shift':0,'transforms':{'sharpen':[1]}}}} | sampling.augmentation.transforms.sharpen is not a transform | [1]",
        "{'sampling':{'augmentation':{'flip':0,'rotate':0,'scale':0,'shift':0,'transforms':{'noise':[]}}}} | sampling.augmentation.transforms.noise must be a list of a probability | []",
        "{'sampling':{'augmentation':{'flip':0,'rotate':0,'scale':0,'shift':0,'transforms':{'noise':0.1}}}} | sampling.augmentation.transforms.noise must be a list | 0.1",
        "{'sampling':{'augmentation':{'flip':0,'rotate':0,'scale':0,'shift':0,'transforms':{'noise':[0.1,'x']}}}} | sampling.augmentation.transforms.noise[1] must be a number | x",
        "{'sampling':{'augmentation':{'flip':0,'rotate':0,'scale':0,'shift':0,'transforms':{'noise':[0.1,2,1]}}}} | sampling.augmentation.transforms: LOW of noise must be at most HIGH | 2.0 and 1.0",
        "{'sampling':{'augmentation':{'flip':0,'rotate':0,'scale':0,'shift':0,'transforms':{'noise':[0.1,2]}}}} | sampling.augmentation.transforms: noise has 2 numbers after its probability | [2.0]",
        "{'sampling':{'augmentation':{'flip':0,'rotate':0,'scale':0,'shift':0,'transforms':[]}}} | sampling.augmentation.transforms must be an object | []",
        "{'sampling':{'balance':{'kind':'lesion','exponent':1}}} | sampling.balance.kind must be one of | lesion",
        "{'sampling':{'evenBatches':1}} | sampling.evenBatches must be true or false | 1",
        "{'sampling':{'folds':{'fold':{'number':0,'of':1}}}} | sampling.folds.fold: number of folds | 1",
        "{'sampling':{'folds':{'fold':{'number':2,'of':2}}}} | sampling.folds.fold: fold must be in [0, 2) | 2",
        "{'sampling':{'folds':{'fold':{'number':1,'of':2},'split':{'train':[],'validation':[],'test':[]}}}} | sampling.folds.split: | both",
        "{'sampling':{'folds':{'split':{'train':['a','a'],'validation':[],'test':[]}}}} | sampling.folds.split.train[1] must not be in the list twice | a",
        "{'sampling':{'folds':{'subjects':{'a':1}}}} | sampling.folds.subjects.a must be a text | 1",
        "{'delivery':{'rank':1}} | delivery.rank: rank must be in [0, world size) | 1 and 1",
        "{'delivery':{'type':'uint8'}} | delivery.type: image type must be | UINT8",
        "{'delivery':{'type':'float8'}} | delivery.type must be one of | float8",
        "{'delivery':{'weights':{'limits':[2,1]}}} | delivery.weights.limits: weight limits | 2.0 and 1.0",
        "{'delivery':{'modalities':'T1'}} | delivery.modalities must be a list | T1",
        "{'delivery':{'batchSize':65537}} | delivery.batchSize: batch size must be at most 65536 | 65537",
        "{'resources':{'threads':0}} | resources.threads: threads must be | 0",
        "{'resources':{'device':-1}} | resources.device: device must be | -1",
        "{'resources':{'maxMemory':0}} | resources.maxMemory: max memory | 0",
        "{'resources':{'prefetch':1}} | resources.prefetch: prefetch must | 1",
        "{'sampling':{'draws':{'sampler':'tumor'}}} | one of [ib, tumour, voxel, uniform] | tumor",
        "{'sampling':{'draws':{'steps':0}}} | sampling.draws.steps: steps must be at least 1 | 0",
        "{'sampling':{'draws':{'positiveShare':1.5}}} | --positive-share must be from 0 to 1 | 1.5",
        "{'sampling':{'repeats':1,'repeats':2}} | cannot be read | repeats",
        "{} {} | cannot be read | railing token",
        "[] | JSON of options must be an object | []",
        "nonsense | cannot be read | nonsense",
      })
  void whatIsNotAllowedIsRefusedByKeyAndValue(String text, String rule, String value) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> EngineOptions.fromJson(text.replace('\'', '"')))
            .getMessage();
    assertTrue(message.contains(rule) && message.contains(value), message);
  }

  @Test
  void aTextOfNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> EngineOptions.fromJson(""));
    assertThrows(NullPointerException.class, () -> EngineOptions.fromJson(null));
  }

  @Test
  void optionsAreToldByTheirTextAndDifferWhereOneDoes() {
    String text = FIXED.toString();
    for (String part : new String[] {"(3, 5, 7)", "repeats=2", "REFERENCE", "FLAIR", "threads=6"}) {
      assertTrue(text.contains(part), text);
    }
    assertNotEquals(FIXED, FIXED.repeats(3));
    assertNotEquals(FIXED, FIXED.batchSize(5));
    assertNotEquals(FIXED, FIXED.threads(7));
    assertEquals(FIXED, FIXED.repeats(3).repeats(2));
  }
}
