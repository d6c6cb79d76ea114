/** Which encoding whole volumes are stored in: packing them, and datasets from one to another. */
package org.ibengine.encode;
