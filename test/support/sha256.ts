export { sha256 } from '../../src/experiments/bitcoin/sha256.ts'
