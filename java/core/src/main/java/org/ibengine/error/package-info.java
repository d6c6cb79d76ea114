/** What is thrown, and how several failures are thrown as one. */
package org.ibengine.error;
