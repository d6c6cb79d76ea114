/**
 * Work on cases, several at a time: within a memory budget, with progress, and with the failure of
 * a case being that case's alone. Knows neither files nor images.
 */
package org.ibengine.work;
