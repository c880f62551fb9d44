/**
 * 64-bit integers are decoded as numbers, exact to 2^53; the codec refuses others (`exactly`). Without this protobufjs
 * makes an object for each of them, which costs a fifth of decoding. Must run before the first decode: every file that
 * decodes imports this one first.
 */
import protobuf from 'protobufjs/minimal.js'

;(protobuf.util as { Long: unknown }).Long = undefined
protobuf.configure()
