/** {@code ib bench epoch}: how fast epochs are delivered. */
package org.ibengine.benchmarks.epoch;
