import { extname } from 'node:path'
import { InvalidArgumentError } from 'commander'

/** Reads the name of a trace file. @throws InvalidArgumentError for one that does not say which form is meant */
export function traceFile(file: string): string {
  if (['.json', '.jsonl'].includes(extname(file))) return file
  throw new InvalidArgumentError('It must end in .json (for Perfetto) or .jsonl (one object a line).')
}
