package org.ibengine.backend;

/**
 * How other processes of this machine open the batches of a backend, which a server uses to hand
 * them over: an optional ability of a backend, see {@link BackendProvider#sharing}.
 */
public sealed interface BatchSharing permits HostSharing, DeviceSharing {}
