/** {@code ib froc}: its options, and results as text, CSV, JSON and a plot. */
package org.ibengine.cli.froc;
