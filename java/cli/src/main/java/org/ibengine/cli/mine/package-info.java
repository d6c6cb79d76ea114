/** {@code ib mine}: its options, and what it tells people. */
package org.ibengine.cli.mine;
