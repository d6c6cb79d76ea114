/** {@code ib bench}: measures on the user's own data and machine. */
package org.ibengine.cli.bench;
