/** Bytes that the program holds, whatever holds them. Means something only if the collector can be run (`--expose-gc`). */
export function heapInUse(): number {
  for (let i = 0; i < 2; i++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage() // array buffers are part of what is external
  return heapUsed + external
}

/** Whether the collector can be run. */
export function canCollect(): boolean {
  return globalThis.gc !== undefined
}
