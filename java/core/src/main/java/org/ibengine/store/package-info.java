/**
 * The dataset folder: a versioned format (docs/reference/formats.md), its reader, its writer and
 * the journal that keeps every case whole or absent.
 */
package org.ibengine.store;
