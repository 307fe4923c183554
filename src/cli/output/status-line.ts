const CLEAR_LINE = '\r\u001b[2K'

/** Says how far something is, in one line on standard error that replaces itself; nothing where that is no terminal. */
export function showStatus(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(CLEAR_LINE + text)
}

/** {@link showStatus} for a share from 0 to 1; the whole clears the line. */
export function showShare(done: number): void {
  showStatus(done >= 1 ? '' : `${Math.floor(100 * done)} %`)
}
