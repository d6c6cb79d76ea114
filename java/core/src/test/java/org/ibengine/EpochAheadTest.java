package org.ibengine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.ibengine.EpochAhead.State;
import org.ibengine.plan.EpochId;
import org.junit.jupiter.api.Test;

class EpochAheadTest {
  private static final EpochToken NEXT = new EpochToken("f", new EpochId.Training(7, 3), 0);

  /** Writes down what it is asked to do. */
  private static final class Maker implements EpochAhead.Maker<String, String> {
    final List<String> done = new ArrayList<>();
    RuntimeException broken;

    @Override
    public String plan(EpochToken start) {
      done.add("plan " + start.epoch().name());
      if (broken != null) {
        throw broken;
      }
      return "the plan";
    }

    @Override
    public String begin(String plan) {
      done.add("begin " + NEXT.epoch().name() + " by " + plan);
      return "the epoch";
    }

    @Override
    public void end(String begun) {
      done.add("end " + begun);
    }
  }

  private static final String PLAN = "plan epoch 3 of seed 7";
  private static final String BEGIN = "begin epoch 3 of seed 7 by the plan";

  private final Maker maker = new Maker();
  private final EpochAhead<String, String> ahead = new EpochAhead<>(maker, NEXT);

  @Test
  void planningAndFillingAreDoneOnceAndOneAfterTheOther() {
    assertEquals(State.NONE, ahead.state());
    ahead.plan();
    assertEquals(State.PLANNED, ahead.state());
    ahead.plan();
    assertEquals(List.of(PLAN), maker.done);
    ahead.fill();
    assertEquals(State.FILLING, ahead.state());
    ahead.fill();
    ahead.plan();
    assertEquals(State.FILLING, ahead.state());
    assertEquals(List.of(PLAN, BEGIN), maker.done);
  }

  @Test
  void whatFillsIsTakenByTheOneThatAsksForItAndIsNotEndedAfterwards() {
    ahead.fill();
    assertEquals("the epoch", ahead.take(NEXT));
    assertEquals(State.TAKEN, ahead.state());
    assertNull(ahead.take(NEXT));
    ahead.drop();
    ahead.fill();
    assertEquals(State.TAKEN, ahead.state());
    assertEquals(List.of(PLAN, BEGIN), maker.done);
  }

  @Test
  void whatIsNotYetBegunIsBegunWhenItIsTakenByThePlanThatIsThere() {
    ahead.plan();
    assertEquals("the epoch", ahead.take(NEXT));
    assertEquals(List.of(PLAN, BEGIN), maker.done);
  }

  @Test
  void whoeverWantsAnotherEpochFindsThisOneEnded() {
    ahead.fill();
    assertNull(ahead.take(NEXT.at(1)));
    assertEquals(State.DROPPED, ahead.state());
    assertEquals(List.of(PLAN, BEGIN, "end the epoch"), maker.done);
  }

  @Test
  void anEpochThatIsDroppedIsNeitherPlannedNorBegunNorTakenAndEndedOnce() {
    ahead.fill();
    ahead.drop();
    ahead.drop();
    ahead.plan();
    ahead.fill();
    assertNull(ahead.take(NEXT));
    assertEquals(State.DROPPED, ahead.state());
    assertEquals(List.of(PLAN, BEGIN, "end the epoch"), maker.done);
  }

  @Test
  void droppingAPlanEndsNothing() {
    ahead.plan();
    ahead.drop();
    ahead.fill();
    assertEquals(State.DROPPED, ahead.state());
    assertEquals(List.of(PLAN), maker.done);
  }

  @Test
  void aPlanThatFailedIsTriedAgainByTheOneThatTakesIt() {
    maker.broken = new IllegalStateException("broken");
    assertSame(maker.broken, assertThrows(IllegalStateException.class, ahead::plan));
    assertEquals(State.NONE, ahead.state());
    maker.broken = null;
    assertEquals("the epoch", ahead.take(NEXT));
    assertEquals(List.of(PLAN, PLAN, BEGIN), maker.done);
  }

  @Test
  void whereNothingFollowsNothingIsMade() {
    EpochAhead<String, String> nothing = new EpochAhead<>(maker, null);
    nothing.plan();
    nothing.fill();
    assertNull(nothing.take(NEXT));
    nothing.drop();
    assertEquals(State.DROPPED, nothing.state());
    assertEquals(List.of(), maker.done);
  }
}
