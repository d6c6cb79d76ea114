/** {@code ib verify}: compares a dataset folder with its checksums. */
package org.ibengine.cli.verify;
