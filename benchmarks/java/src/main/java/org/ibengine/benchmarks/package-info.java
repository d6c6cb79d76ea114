/**
 * Figures of the project: {@code ib bench}, JMH benchmarks of the backends, memory of plans. Never
 * shipped.
 */
package org.ibengine.benchmarks;
