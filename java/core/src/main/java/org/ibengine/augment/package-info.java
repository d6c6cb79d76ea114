/** What is drawn to change one patch, in the terms users give it in: no arithmetic on voxels. */
package org.ibengine.augment;
