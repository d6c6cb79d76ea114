/**
 * Compares training runs by the objects that their predictions found, as {@code ib experiment}
 * does: per run and per loss, from records that {@code ib froc} or the published evaluation wrote.
 */
package org.ibengine.experiment;
