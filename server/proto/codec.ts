/**
 * Bytes of Hydro topics become typed values here once, and values bytes. Every decoder throws `Poison` and nothing else,
 * whatever the bytes are. Byte fields of what is decoded are slices of the input: copy what is kept beyond the batch.
 */
export { decodeAccountChanged, encodeAccountChanged } from './account-codec.ts'
export { decodeCsvFileEvent, encodeCsvFileEvent } from './csv-file-codec.ts'
export {
  appendRejectedTail,
  appendSubmittableTail,
  decodeLineItem,
  decodeRejected,
  decodeSubmittable,
  encodeLineItem,
  type Rejection,
} from './line-item-codec.ts'
export { decodeUsage, encodeUsage } from './usage-codec.ts'
export { readUsage } from './usage-reader.ts'
