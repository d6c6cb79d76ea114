/** {@code ib stats}: exposure of instances, as text and JSON. */
package org.ibengine.cli.stats;
