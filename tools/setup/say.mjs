/** One line about set-up. It goes to stderr: stdout belongs to the command. */
export function say(text) {
  process.stderr.write(`hearsay: ${text}\n`)
}
