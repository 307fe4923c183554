// No syntax newer than ES2015 modules here: an old Node must get as far as the message.
const LEAST = [20, 19]

/** Ends the process with a clear message when Node is too old. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1])) return
  process.stderr.write(
    `hearsay needs Node ${LEAST.join('.')} or newer; this is ${process.version} (${process.execPath})\n`,
  )
  process.exit(1)
}
