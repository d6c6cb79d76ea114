/** {@code ib convert}. */
package org.ibengine.cli.convert;
