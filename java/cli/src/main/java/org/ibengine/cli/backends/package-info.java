/** {@code ib backends}: which backends there are, and why others are not. */
package org.ibengine.cli.backends;
