/** The backend in plain Java, which the others are compared with. */
package org.ibengine.backend.reference;
