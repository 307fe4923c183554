const acts: (() => void)[] = []

/** Does this when the process ends. A runner of tests ends its workers by SIGTERM, of which no "exit" comes. */
export function atEnd(act: () => void): void {
  if (acts.length === 0) {
    process.once('exit', end)
    process.once('SIGTERM', endBySignal)
  }
  acts.push(act)
}

function end(): void {
  for (const act of acts) act()
}

/** Nobody handles the signal any more: the second one ends the process. */
function endBySignal(signal: NodeJS.Signals): void {
  end()
  process.kill(process.pid, signal)
}
