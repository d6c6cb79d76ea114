/** {@code ib evaluate}: predicted masks against ground truth. */
package org.ibengine.cli.evaluate;
