/** Calls listeners: one that throws must not stop the protocol. Its error becomes an uncaught one, as it would anyway. */
export function safely(tell: () => void): void {
  try {
    tell()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
