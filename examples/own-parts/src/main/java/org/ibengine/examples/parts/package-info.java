/**
 * Parts of the engine that users replace by their own: where voxels come from, what changes them.
 */
package org.ibengine.examples.parts;
