/** {@code ib epoch}: runs an epoch or a validation and reports on it. */
package org.ibengine.cli.epoch;
