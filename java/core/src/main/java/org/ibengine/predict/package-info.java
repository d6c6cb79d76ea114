/** From outputs of a network for windows to one volume per case, in the geometry of its files. */
package org.ibengine.predict;
