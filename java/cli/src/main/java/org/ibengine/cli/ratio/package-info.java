/** {@code ib ratio}: how much of patches is foreground, and which size to choose. */
package org.ibengine.cli.ratio;
