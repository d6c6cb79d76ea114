/** {@code ib clean}: removes superseded data from a dataset folder. */
package org.ibengine.cli.clean;
