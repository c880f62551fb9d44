/** Processors that have dead letters (R7): from the graph of the product, so that a new one appears by itself. */
import { PROCESSORS, type ProcessorSpec } from '../../domain/pipeline.ts'

export const DEAD_LETTER_PROCESSORS: string[] = (PROCESSORS as readonly ProcessorSpec[])
  .filter((processor) => processor.deadLetter !== undefined)
  .map((processor) => processor.name)
