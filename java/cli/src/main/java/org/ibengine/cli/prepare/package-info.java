/** {@code ib prepare}: its options, progress and summary. */
package org.ibengine.cli.prepare;
