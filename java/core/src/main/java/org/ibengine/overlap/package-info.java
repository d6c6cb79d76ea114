/**
 * Evaluates folders of predicted masks, as {@code ib evaluate} does: cases are found as {@link
 * org.ibengine.froc.FrocInputs} finds them, {@link org.ibengine.evaluation.overlap} has the
 * figures.
 */
package org.ibengine.overlap;
