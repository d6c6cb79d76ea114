/**
 * The dataset folder: a versioned format (docs/reference/formats.md), its reader, its writer and
 * the journal that keeps every case either complete or absent.
 */
package org.ibengine.store;
