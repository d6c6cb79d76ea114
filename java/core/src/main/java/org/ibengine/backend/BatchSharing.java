package org.ibengine.backend;

/**
 * How other processes of this machine open the batches of a backend, by which a server hands them
 * over: an ability that a backend may have, see {@link BackendProvider#sharing}.
 */
public sealed interface BatchSharing permits HostSharing, DeviceSharing {}
