/** What is measured of the voxels of a case when its record is made, whatever they come from. */
package org.ibengine.measure;
