package org.ibengine.conformance;

/** Everything an engine promises on any backend; its test names the backend. */
public interface EngineContract
    extends EngineContentContract,
        EngineSamplerContract,
        EngineForegroundContract,
        EngineSamenessContract,
        EngineWeightsContract,
        EngineWeightContentContract,
        EngineLesionsContract,
        EngineCoordinatesContract,
        EngineAugmentationContract,
        EngineFiducialsContract,
        EngineNormalisationContract,
        EngineStoreContract,
        EngineOwnPartsContract,
        EngineLedgerContract,
        EngineValidationContract,
        EngineWindowsContract,
        EngineRankLedgersContract,
        EngineNumbersContract,
        EngineClosingContract,
        EngineForgettingContract,
        EngineReaderContract,
        EnginePackedContract,
        EngineRanksContract,
        EngineFaultContract {}
