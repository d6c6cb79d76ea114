/**
 * Evaluates folders of predictions by object, as {@code ib froc} does:
 *
 * <pre>{@code
 * FrocInputs inputs = FrocInputs.find(Path.of("dataset"), Path.of("predictions"));
 * try (Backend backend = Backends.open(Backends.AUTO, 4)) {
 *   CaseEvaluator evaluator =
 *       new CaseEvaluator(backend, Connectivity.CORNER_26, ScoreScale.PROBABILITY, 0.5);
 *   CaseJobs.Outcome<CaseObjects> outcome =
 *       new FrocRun(backend, evaluator, new GridCheck(GridTolerance.DEFAULT))
 *           .run(
 *               inputs.cases(false),
 *               new CaseJobs.Limits(2, new MemoryBudget(1L << 30)),
 *               Progress.NONE);
 *   if (!outcome.failures().isEmpty()) {
 *     throw new IllegalStateException(outcome.failures().toString());
 *   }
 *   FrocResult result =
 *       FrocResult.of(
 *           outcome.results(),
 *           List.of(InstanceGroup.ALL),
 *           FrocRules.EXACT,
 *           new FrocResult.Bootstrap(1000, 0));
 *   double recall = result.groups().get(0).curve().recallAt(1);
 * }
 * }</pre>
 *
 * <p>{@link org.ibengine.evaluation} has the figures, docs/concepts/froc.md their definitions.
 */
package org.ibengine.froc;
