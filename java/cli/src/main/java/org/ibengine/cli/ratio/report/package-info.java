/** {@code ib ratio report}. */
package org.ibengine.cli.ratio.report;
