package org.ibengine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ibengine.Batch;
import org.ibengine.EngineOptions;
import org.ibengine.Epoch;
import org.ibengine.IbEngine;
import org.ibengine.backend.Backend;
import org.ibengine.backend.reference.ReferenceBackendProvider;
import org.ibengine.conformance.EngineSource;
import org.ibengine.conformance.OnDriverDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(OnDriverDouble.class)
class SimulatedTrainingTest implements EngineSource {
  @Override
  public String backendName() {
    return "cuda";
  }

  @Override
  public EngineOptions options() {
    return EngineSource.super.options().batchSize(2).repeats(2).prefetch(2);
  }

  @Test
  void everyStepTakesItsTimeAndTheCourseHoldsThemAll() {
    try (Backend backend = new CudaBackendProvider().open(1);
        SimulatedTraining training = SimulatedTraining.on(backend)) {
      training.step(300_000);
      training.step(200_000);
      SimulatedTraining.Course course = training.read();
      assertEquals(2, course.steps());
      assertTrue(course.stepSeconds() >= 500e-6, course.toString());
      assertTrue(course.seconds() >= course.stepSeconds(), course.toString());
      training.step(1_000);
      assertEquals(1, training.read().steps());
    }
  }

  @Test
  void idleIsTheTimeBetweenStepsOfTheTimeFromTheFirstToTheLast() {
    assertEquals(0.25, new SimulatedTraining.Course(3, 6, 8).idleShare());
    assertEquals(0, new SimulatedTraining.Course(1, 8, 8).idleShare());
    assertEquals(0, new SimulatedTraining.Course(3, 8.000001, 8).idleShare()); // events are rounded
    assertEquals(0, new SimulatedTraining.Course(1, 0, 0).idleShare());
  }

  @Test
  void aWholeEpochRunsBehindItsStreamWithoutTheHostWaiting() {
    try (Backend backend = new CudaBackendProvider().open(1);
        SimulatedTraining training = SimulatedTraining.on(backend);
        IbEngine engine = volumes(options());
        Epoch epoch = engine.epoch(3)) {
      for (Batch batch : epoch) {
        batch.ready().holdBack(training.stream());
        training.step(1_000);
        batch.closeAfter(training.stream());
      }
      SimulatedTraining.Course course = training.read();
      assertEquals(epoch.steps(), course.steps());
      assertTrue(course.idleShare() > 0 && course.idleShare() < 1, course.toString());
    }
  }

  @Test
  void withoutAStepThereIsNothingToRead() {
    try (Backend backend = new CudaBackendProvider().open(1);
        SimulatedTraining training = SimulatedTraining.on(backend)) {
      assertThrows(IllegalStateException.class, training::read);
    }
  }

  @Test
  void itIsClosedTwiceAndWhileAStepIsQueued() {
    try (Backend backend = new CudaBackendProvider().open(1)) {
      SimulatedTraining training = SimulatedTraining.on(backend);
      training.step(1_000);
      training.close();
      training.close();
    }
  }

  @Test
  void anotherBackendHasNoStream() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> SimulatedTraining.on(new ReferenceBackendProvider().open(1)));
    assertTrue(e.getMessage().contains("was reference"), e.getMessage());
  }
}
