package org.ibengine.conformance;

/** Everything a backend promises; its test implements {@link #open} and inherits the tests. */
public interface BackendContract
    extends MemoryContract,
        PercentilesContract,
        DistributionContract,
        LabelContract,
        LabelPatternsContract,
        GatherContract,
        GatherCountContract,
        GatherConversionContract,
        GatherNormalisationContract,
        GatherStepContract,
        GatherOrientationContract,
        WarpContract,
        IntensityContract,
        Float16VoxelsContract,
        WeightsContract,
        PaintInstancesContract,
        ResampleContract,
        ResampleSamenessContract,
        ResampleOracleContract,
        GzipContract,
        ZlibContract,
        ConcurrencyContract,
        GoldenContract {}
